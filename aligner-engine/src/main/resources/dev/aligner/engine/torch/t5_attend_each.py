  # A step's segments are attended for one by one.
  def masks(self: __torch__.Program,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      lengths: List[int],
      bias: Tensor) -> List[Tensor]:
    return self.masks_each(starts, counts, bias)

  def write(self: __torch__.Program,
      qkv: Tensor,
      heads: int,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    return self.write_each(qkv, heads, slots, starts, counts, masks, keys, values)

  def look(self: __torch__.Program,
      q: Tensor,
      slots: List[int],
      counts: List[int],
      lengths: List[int],
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    return self.look_each(q, slots, counts, lengths, keys, values)
