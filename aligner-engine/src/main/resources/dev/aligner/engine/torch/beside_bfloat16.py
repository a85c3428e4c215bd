  # An int8 matrix once more in bfloat16, laid out for the kernel that multiplies many rows by it.
  def beside(self: __torch__.Program, quantised: Tensor) -> List[Tensor]:
    return [ops.mkldnn._reorder_linear_weight(torch.to(torch.dequantize(quantised), 15), 256)]

  # x [rows, in] of any precision -> [rows, out] float32, as of the other rows: what comes after must not round otherwise
  # where a step has both.
  def multiply_beside(self: __torch__.Program, dense: Tensor, x: Tensor) -> Tensor:
    y = ops.mkldnn._linear_pointwise(torch.to(x, 15), dense, None, "none", annotate(List[Optional[number]], []), "")
    return torch.to(y, 6)
