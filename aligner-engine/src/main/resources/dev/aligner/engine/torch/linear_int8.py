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

  # Parts are quantised blocks of rows. A scale is a row's own, so that blocks give the numbers that the whole would.
  def begin(self: __torch__.Program, rows: int, columns: int, dtype: int, like: Tensor) -> List[Tensor]:
    return annotate(List[Tensor], [])

  def take(self: __torch__.Program, parts: List[Tensor], scratch: Tensor, first: int, rows: int, columns: int) -> int:
    weight = self.view(scratch, rows, columns)
    # no absolute values of the whole block: they would be as large as the scratch space
    largest = torch.maximum(torch.amax(weight, [1]), -torch.amin(weight, [1]))
    scale = torch.clamp(largest, 1e-12) / 127.0
    zero = torch.zeros([rows], dtype=4)
    _0 = torch.append(parts, torch.quantize_per_channel(weight, torch.to(scale, 7), zero, 0, 12))
    return rows

  def finish(self: __torch__.Program, parts: List[Tensor], bias: Optional[Tensor], dtype: int) -> Matrix:
    quantised = parts[0]
    if torch.len(parts) > 1:
      numbers = annotate(List[Tensor], [])
      scales = annotate(List[Tensor], [])
      for i in range(torch.len(parts)):
        _0 = torch.append(numbers, torch.int_repr(parts[i]))
        _1 = torch.append(scales, torch.q_per_channel_scales(parts[i]))
      zero = torch.zeros([torch.len(torch.cat(scales, 0))], dtype=4)
      quantised = torch._make_per_channel_quantized_tensor(torch.cat(numbers, 0), torch.cat(scales, 0), zero, 0)
    guard = torch.zeros([1, quantised.size(1)])
    _2 = torch.fill_(guard[:, :1], 127.5)
    _3 = torch.fill_(guard[:, 1:2], -127.5)
    return (ops.quantized.linear_prepack(quantised, None), bias, guard)
