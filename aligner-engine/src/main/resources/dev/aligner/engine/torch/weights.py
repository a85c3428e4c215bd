  # How every program takes its weights in and makes its cache.

  # Small tensors in another dtype (5 float16, 6 float32, 15 bfloat16): Java can neither make nor move bfloat16.
  def cast(self: __torch__.Program, tensors: List[Tensor], dtype: int) -> List[Tensor]:
    cast = annotate(List[Tensor], [])
    for i in range(torch.len(tensors)):
      _0 = torch.append(cast, torch.to(tensors[i], dtype, False, True))
    return cast

  # A matrix [rows, columns] to be filled by `put`, as its one element.
  def blank(self: __torch__.Program, rows: int, columns: int, dtype: int, like: Tensor) -> List[Tensor]:
    return [torch.empty([rows, columns], dtype=dtype, device=ops.prim.device(like))]

  # The block of rows that lies at the beginning of the scratch space, into its place.
  def put(self: __torch__.Program, matrix: List[Tensor], scratch: Tensor, first: int, rows: int, columns: int) -> int:
    _0 = torch.copy_(matrix[0][first:(first + rows)], self.view(scratch, rows, columns))
    return rows

  def view(self: __torch__.Program, scratch: Tensor, rows: int, columns: int) -> Tensor:
    return torch.view(scratch[:(rows * columns)], [rows, columns])

  # An empty cache: one tensor per layer, [slots, heads, C, hd]. Not zeroed, so that memory is taken when a position is
  # first written; nothing reads a position before that.
  def cache(self: __torch__.Program, layers: int, shape: List[int], dtype: int, like: Tensor) -> List[Tensor]:
    cache = annotate(List[Tensor], [])
    for i in range(layers):
      _0 = torch.append(cache, torch.empty(shape, dtype=dtype, device=ops.prim.device(like)))
    return cache

  # The shelf of matrices: a list that only the script can type, filled by `add` in the order that `forward` reads.
  def shelf(self: __torch__.Program) -> List[Matrix]:
    return annotate(List[Matrix], [])

  # One matrix more, of the parts that `begin` began and `take` took, block by block: weights that share an input are
  # stacked. Biases are stacked here, or none. dtype: 5 float16, 6 float32, 15 bfloat16.
  def add(self: __torch__.Program, shelf: List[Matrix], parts: List[Tensor], biases: List[Tensor], dtype: int) -> int:
    bias = annotate(Optional[Tensor], None)
    if torch.len(biases) > 0:
      bias = torch.cat(biases, 0)
    _0 = torch.append(shelf, self.finish(parts, bias, dtype))
    return torch.len(shelf)
