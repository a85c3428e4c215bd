  # Matrix = Tuple[Tensor, Optional[Tensor]]
  # float32 and bfloat16: a matrix is a weight [out, in] and perhaps a bias [out].

  def multiply(self: __torch__.Program, matrix: Matrix, x: Tensor) -> Tensor:
    weight, bias = matrix
    return torch.linear(x, weight, bias)

  # A copy in another dtype, 6 float32 or 15 bfloat16: the scratch space is used again.
  def prepare(self: __torch__.Program, weight: Tensor, bias: Optional[Tensor], dtype: int) -> Matrix:
    if bias is not None:
      bias = torch.to(bias, dtype)
    return (torch.to(weight, dtype, False, True), bias)

  # A matrix that is there already: a tied head is the embedding itself.
  def share(self: __torch__.Program, shelf: List[Matrix], embedding: List[Tensor]) -> int:
    _0 = torch.append(shelf, (embedding[0], annotate(Optional[Tensor], None)))
    return torch.len(shelf)
