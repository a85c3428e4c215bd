  # A step's segments are attended for one by one.
  def masks(self: __torch__.Program,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      window: int,
      like: Tensor) -> List[Tensor]:
    return self.masks_each(starts, counts, window, like)

  def attend(self: __torch__.Program,
      qk: Tensor,
      v: Tensor,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      window: int,
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    return self.attend_each(qk, v, slots, starts, counts, window, masks, keys, values)
