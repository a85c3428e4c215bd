  # Targets are attended for as one batch: their queries padded to the longest of them, the keys and values of their slots
  # gathered up to the furthest position, of the target as of the prompt. In a step with a longer one than `few`, all are
  # attended for one by one, as in t5_attend_each.py; so are prompts, always.

  # What a step's batch needs in every layer, B segments of N tokens at most, T tokens in all; of a step without a batch
  # what `write_each` needs:
  #   0  [B] their slots                                   5  [B, H, N, P] what is added to the scores of the target
  #   1  [B N] the token that each query is of             6  [B, 1, P, 1] what lies behind a segment's own end
  #   2  [T] which query each token's is                   7  [B, 1, 1, M] 0 or -inf: what is added to those of the prompt
  #   3  [T] each token's slot                             8  [B, 1, M, 1] what lies behind a prompt's end
  #   4  [T] each token's position in its target
  def masks(self: __torch__.Program,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      lengths: List[int],
      bias: Tensor) -> List[Tensor]:
    if max(counts) > self.few():
      made = self.masks_each(starts, counts, bias)
    else:
      made = self.masks_batch(slots, starts, counts, lengths, bias)
    return made

  def masks_batch(self: __torch__.Program,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      lengths: List[int],
      bias: Tensor) -> List[Tensor]:
    longest = max(counts)
    furthest = 0
    for i in range(torch.len(counts)):
      furthest = max(furthest, starts[i] + counts[i])
    ends = annotate(List[int], [])
    padded = annotate(List[int], [])
    upto = annotate(List[int], [])
    queries = annotate(List[int], [])
    token_slots = annotate(List[int], [])
    positions = annotate(List[int], [])
    at = 0
    for i in range(torch.len(counts)):
      for j in range(longest):
        # a query that pads is the segment's last once more
        token = min(j, counts[i] - 1)
        _0 = torch.append(padded, at + token)
        _1 = torch.append(upto, starts[i] + token)
        if j < counts[i]:
          _2 = torch.append(queries, i * longest + j)
          _3 = torch.append(token_slots, slots[i])
          _4 = torch.append(positions, starts[i] + j)
      _5 = torch.append(ends, starts[i] + counts[i])
      at = at + counts[i]
    batch = torch.len(counts)
    places = torch.arange(0, furthest, dtype=4, device=ops.prim.device(bias))
    # how far each position is from each query: later ones have -inf in the bias itself
    away = torch.sub(places, torch.view(self.numbers(upto, bias), [batch, longest, 1])) + bias.size(1) // 2
    scores = torch.view(torch.index_select(bias, 1, torch.view(away, [-1])), [bias.size(0), batch, longest, furthest])
    behind = torch.ge(places, torch.view(self.numbers(ends, bias), [batch, 1]))
    read = torch.arange(0, max(lengths), dtype=4, device=ops.prim.device(bias))
    unread = torch.ge(read, torch.view(self.numbers(lengths, bias), [batch, 1]))
    hidden = torch.zeros([batch, read.size(0)], dtype=ops.prim.dtype(bias), device=ops.prim.device(bias))
    hidden = torch.masked_fill(hidden, unread, float("-inf"))
    return [self.numbers(slots, bias),
        self.numbers(padded, bias),
        self.numbers(queries, bias),
        self.numbers(token_slots, bias),
        self.numbers(positions, bias),
        torch.contiguous(torch.transpose(scores, 0, 1)),
        torch.view(behind, [batch, 1, furthest, 1]),
        torch.view(hidden, [batch, 1, 1, read.size(0)]),
        torch.view(unread, [batch, 1, read.size(0), 1])]

  #   qkv  [3 H, T, hd]  -> [T, H * hd]
  def write(self: __torch__.Program,
      qkv: Tensor,
      heads: int,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    if max(counts) > self.few():
      out = self.write_each(qkv, heads, slots, starts, counts, masks, keys, values)
    else:
      into = annotate(List[Optional[Tensor]], [masks[3], masks[4]])
      _0 = torch.index_put_(torch.transpose(keys, 1, 2), into, torch.transpose(qkv[heads:(2 * heads)], 0, 1))
      _1 = torch.index_put_(torch.transpose(values, 1, 2), into, torch.transpose(qkv[(2 * heads):], 0, 1))
      out = self.attend_batch(qkv[:heads], masks, masks[5], masks[6], keys, values)
    return out

  #   q  [H, T, hd]  -> [T, H * hd]
  def look(self: __torch__.Program,
      q: Tensor,
      slots: List[int],
      counts: List[int],
      lengths: List[int],
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    if max(counts) > self.few():
      out = self.look_each(q, slots, counts, lengths, keys, values)
    else:
      out = self.attend_batch(q, masks, masks[7], masks[8], keys, values)
    return out

  def attend_batch(self: __torch__.Program,
      q: Tensor,
      masks: List[Tensor],
      scores: Tensor,
      behind: Tensor,
      keys: Tensor,
      values: Tensor) -> Tensor:
    batch = masks[0].size(0)
    longest = masks[1].size(0) // batch
    seen_keys = self.seen(keys, masks[0], behind)
    seen_values = self.seen(values, masks[0], behind)
    padded = torch.view(torch.index_select(q, 1, masks[1]), [q.size(0), batch, longest, q.size(2)])
    out = torch.scaled_dot_product_attention(
        torch.transpose(padded, 0, 1), seen_keys, seen_values, scores, 0., False, scale=1.)
    out = torch.reshape(torch.permute(out, [0, 2, 1, 3]), [batch * longest, q.size(0) * q.size(2)])
    return torch.index_select(out, 0, masks[2])
