  # Matrix = Tuple[Tensor, Optional[Tensor]]
  # float32 and bfloat16: a matrix is a weight [out, in] and perhaps a bias [out].

  def multiply(self: __torch__.Program, matrix: Matrix, x: Tensor) -> Tensor:
    weight, bias = matrix
    return torch.linear(x, weight, bias)

  # Stacks weights that share an input, and casts them. dtype: 6 float32, 15 bfloat16.
  def prepare(self: __torch__.Program, weights: List[Tensor], biases: List[Tensor], dtype: int) -> Matrix:
    bias = annotate(Optional[Tensor], None)
    if torch.len(biases) > 0:
      bias = torch.to(torch.cat(biases, 0), dtype)
    weight = weights[0] if torch.len(weights) == 1 else torch.cat(weights, 0)
    return (torch.to(weight, dtype), bias)
