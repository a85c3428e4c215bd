  # What greedy decoding and scoring need of logits [R, V], where they lie: the first of the most probable tokens [R]
  # int64, and the logarithm of the sum of all exponentials [R] float32, which is not finite where the scores are broken.
  def summary(self: __torch__.Program, logits: Tensor) -> Tuple[Tensor, Tensor]:
    best = annotate(List[Tensor], [])
    sums = annotate(List[Tensor], [])
    # in blocks: their exponentials need room, and it is the room of the block before
    for i in range((logits.size(0) + 15) // 16):
      block = torch.slice(logits, 0, 16 * i, 16 * i + 16, 1)
      _0 = torch.append(best, torch.argmax(block, -1))
      _1 = torch.append(sums, torch.logsumexp(block, [-1]))
    return (torch.cat(best, 0), torch.cat(sums, 0))
