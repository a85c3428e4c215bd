  # Where bfloat16 is not multiplied faster an int8 matrix stands alone.
  def beside(self: __torch__.Program, quantised: Tensor) -> List[Tensor]:
    return annotate(List[Tensor], [])

  def multiply_beside(self: __torch__.Program, dense: Tensor, x: Tensor) -> Tensor:
    return x
