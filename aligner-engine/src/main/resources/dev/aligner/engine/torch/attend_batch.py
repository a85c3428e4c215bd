  # What attend_together.py and t5_attend_together.py have in common. Segments of so many tokens are attended for as a batch.
  def few(self: __torch__.Program) -> int:
    return 16

  # As indices, where the others are.
  def numbers(self: __torch__.Program, numbers: List[int], like: Tensor) -> Tensor:
    return torch.tensor(numbers, dtype=4, device=ops.prim.device(like))

  # The keys or the values that the batch's slots hold, up to the furthest position. What lies behind a segment's end is
  # another's, or was never written: it is made 0, since nothing times 0 is sure to be 0 otherwise.
  #   cache  [slots, KH, C, hd]      slots  [B]      behind  [B, 1, P, 1]      -> [B, KH, P, hd]
  def seen(self: __torch__.Program, cache: Tensor, slots: Tensor, behind: Tensor) -> Tensor:
    seen = torch.index_select(torch.slice(cache, 2, 0, behind.size(2), 1), 0, slots)
    return torch.masked_fill_(seen, behind, 0.)
