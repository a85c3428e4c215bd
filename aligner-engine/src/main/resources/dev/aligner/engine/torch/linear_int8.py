  # Matrix = Tuple[__torch__.torch.classes.quantized.LinearPackedParamsBase, Optional[Tensor], List[Tensor], Tensor, Tensor]
  # int8: weights symmetric with a scale for each output channel. A matrix is the packed weight [out, in], perhaps a bias
  # [out], the same weight in bfloat16 or nothing, a guard row [1, in], and the least scale [1].

  # What is written waits for the weights to be read, what is read for the arithmetic. The latter is therefore multiplied in
  # bfloat16, by the same rounded weights, where the processor can. Of a prompt a token is read, what comes after is written,
  # drafts as well: neither company nor a draft changes how a token is computed.
  #   x  [rows, in]      turns  how many rows, one after the other, are written, then read, then written, and so on
  def multiply_turns(self: __torch__.Program, matrix: Matrix, x: Tensor, turns: List[int]) -> Tensor:
    packed, bias, dense, guard, least = matrix
    if len(dense) == 0 or len(turns) == 1:
      y = self.multiply(matrix, x)
    else:
      parts = annotate(List[Tensor], [])
      at = 0
      for i in range(len(turns)):
        part = torch.slice(x, 0, at, at + turns[i], 1)
        if i % 2 == 1:
          product = self.multiply_beside(dense[0], part)
          if bias is not None:
            product = product + bias
          _0 = torch.append(parts, product)
        elif turns[i] > 0:
          _1 = torch.append(parts, self.multiply(matrix, part))
        at = at + turns[i]
      if len(parts) == 1:
        y = parts[0]
      else:
        y = torch.cat(parts, 0)
    return y

  # Activations are quantised as they come, and the kernel quantises a whole batch of activations with one scale. A few tokens of
  # a prompt (the first above all) have activations a thousand times larger than the rest, and a few channels are larger
  # than the others everywhere, so that one scale leaves most of the numbers two or three bits. Therefore:
  #   - every row is brought to -84..84, which gives each token a scale of its own;
  #   - what rounding leaves is multiplied in the same call as further rows: 84 times that, and the whole number once more,
  #     which is one operation here and one to take apart;
  #   - the guard row, -127.5 and 127.5 and zeros, makes the kernel's scale 1 whatever the other rows hold, so that whole
  #     numbers are quantised to themselves and no row depends on its company.
  # Of a step with one token half the time is the overhead of operations: they are few, and take tensors, since a number
  # is made into one every time.
  def multiply(self: __torch__.Program, matrix: Matrix, x: Tensor) -> Tensor:
    packed, bias, dense, guard, least = matrix
    rows = x.size(0)
    first, second, scale = self.halves(matrix, torch.slice(x, 0, 0, self.block_rows(), 1))
    if rows <= self.block_rows():
      y = torch.mul_(torch.lerp(first, second, 1. / 84.), scale)
    else:
      # in blocks, whose halves are still at hand when they are joined: those of a whole head would be huge
      y = torch.empty([rows, first.size(1)], dtype=6)
      for i in range((rows + self.block_rows() - 1) // self.block_rows()):
        at = i * self.block_rows()
        if i > 0:
          first, second, scale = self.halves(matrix, torch.slice(x, 0, at, at + self.block_rows(), 1))
        block = torch.slice(y, 0, at, at + self.block_rows(), 1)
        _0 = torch.mul_(torch.lerp(first, second, 1. / 84., out=block), scale)
    if bias is not None:
      y = y + bias
    return y

  # The products of the rows' whole numbers, and of what rounding left, and what brings a row to its size.
  def halves(self: __torch__.Program, matrix: Matrix, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    packed, bias, dense, guard, least = matrix
    rows = x.size(0)
    scale = torch.add(least, torch.amax(torch.abs(x), [-1], True), alpha=1. / 84.)
    scaled = torch.div(x, scale)
    whole = torch.round(scaled)
    product = ops.quantized.linear_dynamic(torch.cat([whole, torch.lerp(whole, scaled, 84.), guard], 0), packed)
    return (torch.slice(product, 0, 0, rows, 1), torch.slice(product, 0, rows, 2 * rows, 1), scale)

  def block_rows(self: __torch__.Program) -> int:
    return 32

  # A head has many outputs and is asked for few rows: it is kept once.
  def is_head(self: __torch__.Program, rows: int, columns: int) -> bool:
    return rows > 16 * columns

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
    dense = annotate(List[Tensor], [])
    if not self.is_head(quantised.size(0), quantised.size(1)):
      dense = self.beside(quantised)
    return (ops.quantized.linear_prepack(quantised, None), bias, dense, guard, torch.full([1], 1e-12))
