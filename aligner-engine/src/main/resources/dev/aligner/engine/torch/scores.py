  # What greedy decoding and scoring need of logits [R, V], where they lie: the first of the most probable tokens [R]
  # int64, and the logarithm of the sum of all exponentials [R] float32, which is not finite where the scores are broken.
  def summary(self: __torch__.Program, logits: Tensor) -> Tuple[Tensor, Tensor]:
    return (torch.argmax(logits, -1), torch.logsumexp(logits, [-1]))
