  # Matrix = Tuple[__torch__.torch.classes.quantized.LinearPackedParamsBase, Optional[Tensor]]
  # int8: weights symmetric with a scale for each output channel, activations quantised as they come, float32 between.

  # The kernel quantises a whole batch of activations with one scale. A few tokens of a prompt (the first above all) have
  # activations a thousand times larger than the rest, and would leave the others two or three bits. Every row is brought
  # to the same size first, which gives each token a scale of its own and makes rows nearly independent of each other:
  # greedy tokens agree with float32 at 96 % of the positions of a prompt instead of 87 %.
  def multiply(self: __torch__.Program, matrix: Matrix, x: Tensor) -> Tensor:
    packed, bias = matrix
    largest = torch.clamp(torch.amax(torch.abs(x), [-1], True), 1e-12)
    y = ops.quantized.linear_dynamic(x / largest, packed) * largest
    if bias is not None:
      y = y + bias
    return y

  def prepare(self: __torch__.Program, weight: Tensor, bias: Optional[Tensor], dtype: int) -> Matrix:
    # no absolute values of the whole matrix: of a head they would be the largest tensor that loading ever needs
    largest = torch.maximum(torch.amax(weight, [1]), -torch.amin(weight, [1]))
    scale = torch.clamp(largest, 1e-12) / 127.0
    zero = torch.zeros([weight.size(0)], dtype=4)
    quantised = torch.quantize_per_channel(weight, torch.to(scale, 7), zero, 0, 12)
    return (ops.quantized.linear_prepack(quantised, None), bias)
