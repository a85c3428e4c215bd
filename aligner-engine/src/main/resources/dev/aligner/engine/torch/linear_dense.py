  # Matrix = Tuple[Tensor, Optional[Tensor]]
  # float32, bfloat16 and float16: a matrix is a weight [out, in] and perhaps a bias [out].

  def multiply(self: __torch__.Program, matrix: Matrix, x: Tensor) -> Tensor:
    weight, bias = matrix
    return torch.linear(x, weight, bias)

  # What is read and what is written is multiplied alike.
  def multiply_turns(self: __torch__.Program, matrix: Matrix, x: Tensor, turns: List[int]) -> Tensor:
    return self.multiply(matrix, x)

  # The matrix itself is the one part, filled in its own dtype: 5 float16, 6 float32 or 15 bfloat16.
  def begin(self: __torch__.Program, rows: int, columns: int, dtype: int, like: Tensor) -> List[Tensor]:
    return self.blank(rows, columns, dtype, like)

  def take(self: __torch__.Program, parts: List[Tensor], scratch: Tensor, first: int, rows: int, columns: int) -> int:
    return self.put(parts, scratch, first, rows, columns)

  def finish(self: __torch__.Program, parts: List[Tensor], bias: Optional[Tensor], dtype: int) -> Matrix:
    if bias is not None:
      bias = torch.to(bias, dtype)
    return (parts[0], bias)

  # A matrix that is there already: a tied head is the embedding itself.
  def share(self: __torch__.Program, shelf: List[Matrix], embedding: List[Tensor]) -> int:
    _0 = torch.append(shelf, (embedding[0], annotate(Optional[Tensor], None)))
    return torch.len(shelf)
