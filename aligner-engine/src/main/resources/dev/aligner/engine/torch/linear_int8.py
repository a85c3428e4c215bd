  # Matrix = Tuple[__torch__.torch.classes.quantized.LinearPackedParamsBase, Optional[Tensor], Tensor]
  # int8: weights symmetric with a scale for each output channel, activations quantised as they come, float32 between.
  # A matrix is the packed weight [out, in], perhaps a bias [out], and a guard row [1, in].

  # The kernel quantises a whole batch of activations with one scale. A few tokens of a prompt (the first above all) have
  # activations a thousand times larger than the rest, and a few channels are larger than the others everywhere, so that
  # one scale leaves most of the numbers two or three bits. Therefore:
  #   - every row is brought to -127..127, which gives each token a scale of its own;
  #   - what rounding leaves is multiplied in the same call as further rows, magnified: 8 bits more for the activations;
  #   - the guard row, -127.5 and 127.5 and zeros, makes the kernel's scale 1 whatever the other rows hold, so that whole
  #     numbers are quantised to themselves and no row depends on its company.
  def multiply(self: __torch__.Program, matrix: Matrix, x: Tensor) -> Tensor:
    packed, bias, guard = matrix
    rows = x.size(0)
    scale = torch.clamp(torch.amax(torch.abs(x), [-1], True), 1e-12) / 127.
    scaled = x / scale
    whole = torch.round(scaled)
    rest = torch.mul(torch.sub(scaled, whole), 254.)
    product = ops.quantized.linear_dynamic(torch.cat([whole, rest, guard], 0), packed)
    y = torch.add(product[:rows], product[rows:(2 * rows)], alpha=1. / 254.) * scale
    if bias is not None:
      y = y + bias
    return y

  def prepare(self: __torch__.Program, weight: Tensor, bias: Optional[Tensor], dtype: int) -> Matrix:
    # no absolute values of the whole matrix: of a head they would be the largest tensor that loading ever needs
    largest = torch.maximum(torch.amax(weight, [1]), -torch.amin(weight, [1]))
    scale = torch.clamp(largest, 1e-12) / 127.0
    zero = torch.zeros([weight.size(0)], dtype=4)
    quantised = torch.quantize_per_channel(weight, torch.to(scale, 7), zero, 0, 12)
    guard = torch.zeros([1, weight.size(1)])
    _0 = torch.fill_(guard[:, :1], 127.5)
    _1 = torch.fill_(guard[:, 1:2], -127.5)
    return (ops.quantized.linear_prepack(quantised, None), bias, guard)
