  # Segments of few tokens, those that write and their short drafts, are attended for as one batch: their queries padded to
  # the longest of them, the keys and values of their slots gathered up to the furthest position. Longer ones, prompts
  # above all, are attended for one by one, as in attend_each.py.

  # What a step's batch needs in every layer, B short segments of N tokens at most, t tokens in all:
  #   0  [B] their slots                                   5  [t] each token's slot
  #   1  [l] the tokens of longer segments                 6  [t] each token's position
  #   2  [B N] the token that each query is of             7  [B, 1, group * N, P] 0 or -inf
  #   3  [t] which query each token's is                   8  [B, 1, P, 1] what lies behind a segment's own end
  #   4  [t] the tokens of short segments                  9  and further: masks of the longer ones
  def masks(self: __torch__.Program,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      window: int,
      like: Tensor) -> List[Tensor]:
    longest = 1
    furthest = 0
    for i in range(len(counts)):
      if counts[i] <= self.few():
        longest = max(longest, counts[i])
        furthest = max(furthest, starts[i] + counts[i])
    rows = annotate(List[int], [])
    ends = annotate(List[int], [])
    padded = annotate(List[int], [])
    upto = annotate(List[int], [])
    queries = annotate(List[int], [])
    tokens = annotate(List[int], [])
    token_slots = annotate(List[int], [])
    positions = annotate(List[int], [])
    others = annotate(List[int], [])
    other_starts = annotate(List[int], [])
    other_counts = annotate(List[int], [])
    at = 0
    for i in range(len(counts)):
      if counts[i] <= self.few():
        for j in range(longest):
          # a query that pads is the segment's last once more
          token = min(j, counts[i] - 1)
          _0 = torch.append(padded, at + token)
          _1 = torch.append(upto, starts[i] + token)
          if j < counts[i]:
            _2 = torch.append(queries, len(rows) * longest + j)
            _3 = torch.append(tokens, at + j)
            _4 = torch.append(token_slots, slots[i])
            _5 = torch.append(positions, starts[i] + j)
        _6 = torch.append(rows, slots[i])
        _7 = torch.append(ends, starts[i] + counts[i])
      else:
        for j in range(counts[i]):
          _8 = torch.append(others, at + j)
        _9 = torch.append(other_starts, starts[i])
        _10 = torch.append(other_counts, counts[i])
      at = at + counts[i]
    places = torch.arange(0, furthest, dtype=4, device=ops.prim.device(like))
    last = torch.view(self.numbers(upto, like), [len(rows), longest, 1])
    hidden = torch.gt(places, last)
    if window > 0:
      hidden = torch.logical_or(hidden, torch.le(places, last - window))
    mask = torch.zeros([len(rows), longest, furthest], dtype=ops.prim.dtype(like), device=ops.prim.device(like))
    mask = torch.masked_fill(mask, hidden, float("-inf"))
    mask = torch.unsqueeze(torch.repeat(mask, [1, self.heads() // like.size(1), 1]), 1)
    behind = torch.ge(places, torch.view(self.numbers(ends, like), [len(rows), 1]))
    made = [self.numbers(rows, like),
        self.numbers(others, like),
        self.numbers(padded, like),
        self.numbers(queries, like),
        self.numbers(tokens, like),
        self.numbers(token_slots, like),
        self.numbers(positions, like),
        mask,
        torch.view(behind, [len(rows), 1, furthest, 1])]
    each = self.masks_each(other_starts, other_counts, window, like)
    for i in range(len(each)):
      _11 = torch.append(made, each[i])
    return made

  #   qk  [T, H + KH, hd] rotated        v  [T, KH, hd]        -> [T, H * hd]
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
    whole = torch.empty([qk.size(0), self.heads() * keys.size(3)], dtype=ops.prim.dtype(keys), device=ops.prim.device(keys))
    if masks[0].size(0) > 0:
      _0 = torch.index_copy_(whole, 0, masks[4], self.attend_batch(qk, v, masks, keys, values))
    if masks[1].size(0) > 0:
      other_slots = annotate(List[int], [])
      other_starts = annotate(List[int], [])
      other_counts = annotate(List[int], [])
      for i in range(len(counts)):
        if counts[i] > self.few():
          _1 = torch.append(other_slots, slots[i])
          _2 = torch.append(other_starts, starts[i])
          _3 = torch.append(other_counts, counts[i])
      other_qk = torch.index_select(qk, 0, masks[1])
      other_v = torch.index_select(v, 0, masks[1])
      others = self.attend_each(other_qk, other_v, other_slots, other_starts, other_counts, window, masks[9:], keys, values)
      _4 = torch.index_copy_(whole, 0, masks[1], others)
    return whole

  # The tokens of short segments: [t, H * hd]. Their keys and values are written first.
  def attend_batch(self: __torch__.Program,
      qk: Tensor,
      v: Tensor,
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    heads = self.heads()
    kv_heads = keys.size(1)
    head_dim = keys.size(3)
    group = heads // kv_heads
    batch = masks[0].size(0)
    longest = masks[2].size(0) // batch
    into = annotate(List[Optional[Tensor]], [masks[5], masks[6]])
    k = torch.slice(torch.index_select(qk, 0, masks[4]), 1, heads, 9223372036854775807, 1)
    _0 = torch.index_put_(torch.transpose(keys, 1, 2), into, torch.to(k, ops.prim.dtype(keys)))
    _1 = torch.index_put_(torch.transpose(values, 1, 2), into, torch.to(torch.index_select(v, 0, masks[4]), ops.prim.dtype(values)))
    seen_keys = self.seen(keys, masks[0], masks[8])
    seen_values = self.seen(values, masks[0], masks[8])
    q = torch.index_select(torch.slice(qk, 1, 0, heads, 1), 0, masks[2])
    q = torch.view(torch.to(q, ops.prim.dtype(keys)), [batch, longest, kv_heads, group, head_dim])
    q = torch.reshape(torch.permute(q, [0, 2, 3, 1, 4]), [batch, kv_heads, group * longest, head_dim])
    out = torch.view(self.mix(q, seen_keys, seen_values, masks[7]), [batch, kv_heads, group, longest, head_dim])
    out = torch.reshape(torch.permute(out, [0, 3, 1, 2, 4]), [batch * longest, heads * head_dim])
    return torch.index_select(out, 0, masks[3])
