# The forward pass of decoder-only models: RMS norms, rotary positions, grouped-query attention, a gated MLP. What
# families do differently stands where it is done; a Llama step has none of it but a few comparisons of numbers.
#
# TorchScript in the form that PyTorch itself writes into its archives, so that no Python is needed to load it. Java
# joins this file with weights.py, one of linear_*.py and one of attend_*.py (the class goes on there), puts the type that
# the second names for `Matrix`, and writes behind all the model's numbers, as methods that return them (see
# DecoderSource.java).
#
# Weights and cache are arguments, handed in by handle.
#   T  tokens of this step, all segments one after the other      H   query heads
#   S  segments: runs of consecutive tokens of one sequence       KH  key and value heads
#   D  width of the residual stream                               hd  width of a head
#   C  positions of a slot                                        V   vocabulary
#   K  kinds of layers: those of a kind have the same window and the same rotation
class Program(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # One step. Writes the keys and values of its tokens into the cache in place.
  #   tokens     [T] int64          positions  [T] int64, each token's place in its own sequence
  #   slots, starts, counts         per segment: cache slot, first position, number of tokens
  #   rows       [R] int64, indices into T whose logits are wanted
  #   embedding  one tensor, [V, D]
  #   norms      2 per layer (before attention, before the MLP) and the last one, each [D]
  #   norms_after   2 per layer (after attention, after the MLP), each [D], or none
  #   head_norms    1 per layer, [H + KH, hd]: a query head's, a key head's, or none
  #   matrices   4 per layer: q, k and v stacked; o; gate and up stacked; down. Last the head.
  #   rotations  2 per kind: cosines and sines, each [C, 1, hd] in the precision that the step computes in
  #   keys, values  per layer [slots, KH, C, hd]
  #   turns      how many tokens, one after the other, are written, then read, then written, and so on
  #   runs, row_runs    how many tokens, and how many rows, come one after the other under the same adapter
  #   adapters          that adapter's number, or -1
  #   downs, ups        per adapter, and in it per matrix: A [r, in] and B [out, r], or empty ones
  #   steers     per layer a control vector [D], or an empty one; none where nothing can be steered
  #   scales     per segment how far it is steered; none where none of them is
  #   states     where watched: takes what each layer leaves in the wanted rows, [R, D] float32
  # Returns the logits [R, V] float32.
  def forward(self: __torch__.Program,
      tokens: Tensor,
      positions: Tensor,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      rows: Tensor,
      embedding: List[Tensor],
      norms: List[Tensor],
      norms_after: List[Tensor],
      head_norms: List[Tensor],
      matrices: List[Matrix],
      rotations: List[Tensor],
      keys: List[Tensor],
      values: List[Tensor],
      turns: List[int],
      runs: List[int],
      row_runs: List[int],
      adapters: List[int],
      downs: List[Tensor],
      ups: List[Tensor],
      steers: List[Tensor],
      scales: List[float],
      states: List[Tensor],
      watched: bool) -> Tensor:
    # an embedding may be kept in a smaller precision than the step's
    x = torch.to(torch.embedding(embedding[0], tokens), ops.prim.dtype(rotations[0]))
    if self.embedding_scale() != 1.:
      # rounded to the step's precision first, as the reference has it
      x = torch.mul(x, torch.full([1], self.embedding_scale(), dtype=ops.prim.dtype(x), device=ops.prim.device(x)))
    windows = self.windows()
    cos = annotate(List[Tensor], [])
    sin = annotate(List[Tensor], [])
    masks = annotate(List[List[Tensor]], [])
    for kind in range(len(windows)):
      _0 = torch.append(cos, torch.index_select(rotations[2 * kind], 0, positions))
      _1 = torch.append(sin, torch.index_select(rotations[2 * kind + 1], 0, positions))
      _2 = torch.append(masks, self.masks(slots, starts, counts, windows[kind], keys[0]))
    kinds = self.kinds()
    rotated = self.heads() + keys[0].size(1)
    head_dim = keys[0].size(3)
    total = tokens.size(0)
    for layer in range(len(keys)):
      kind = kinds[layer]
      h = self.norm(x, norms[2 * layer])
      qkv = torch.view(self.project(matrices, 4 * layer, h, turns, runs, adapters, downs, ups), [total, -1, head_dim])
      qk = torch.slice(qkv, 1, 0, rotated, 1)
      if len(head_norms) > 0:
        qk = self.norm(qk, head_norms[layer])
      qk = self.rotate(qk, cos[kind], sin[kind])
      v = torch.slice(qkv, 1, rotated, 9223372036854775807, 1)
      attended = self.attend(qk, v, slots, starts, counts, windows[kind], masks[kind], keys[layer], values[layer])
      h = self.project(matrices, 4 * layer + 1, attended, turns, runs, adapters, downs, ups)
      if len(norms_after) > 0:
        h = self.norm(h, norms_after[2 * layer])
      x = torch.add_(x, h)
      h = self.norm(x, norms[2 * layer + 1])
      both = self.project(matrices, 4 * layer + 2, h, turns, runs, adapters, downs, ups)
      gate, up = torch.chunk(both, 2, -1)
      if self.gelu():
        gate = torch.gelu(gate, approximate="tanh")
      else:
        gate = torch.silu(gate)
      h = self.project(matrices, 4 * layer + 3, torch.mul_(gate, up), turns, runs, adapters, downs, ups)
      if len(norms_after) > 0:
        h = self.norm(h, norms_after[2 * layer + 1])
      x = torch.add_(x, h)
      if len(scales) > 0:
        x = self.steer(x, steers[layer], counts, scales)
      if watched:
        _4 = torch.append(states, torch.to(torch.index_select(x, 0, rows), 6))
    x = self.norm(torch.index_select(x, 0, rows), norms[2 * len(keys)])
    logits = torch.to(self.project(matrices, 4 * len(keys), x, [x.size(0)], row_runs, adapters, downs, ups), 6)
    if self.logit_cap() != 0.:
      logits = torch.mul(torch.tanh(torch.div(logits, self.logit_cap())), self.logit_cap())
    return logits

  # A matrix times x [n, in], and what adapters add to it: (x A^T) B^T for the rows that have one (Hu et al. 2021).
  def project(self: __torch__.Program,
      matrices: List[Matrix],
      index: int,
      x: Tensor,
      turns: List[int],
      runs: List[int],
      adapters: List[int],
      downs: List[Tensor],
      ups: List[Tensor]) -> Tensor:
    y = self.multiply_turns(matrices[index], x, turns)
    if len(downs) > 0:
      at = 0
      for i in range(len(runs)):
        end = at + runs[i]
        if adapters[i] >= 0:
          down = downs[adapters[i] * len(matrices) + index]
          if down.size(0) > 0:
            low = torch.linear(torch.to(x[at:end], ops.prim.dtype(down)), down, None)
            _0 = torch.add_(y[at:end], torch.linear(low, ups[adapters[i] * len(matrices) + index], None))
        at = end
    return y

  # The residual stream [T, D] moved along a layer's control vector [D], for the segments whose scale is not 0. x is the
  # step's own, so it is changed in place.
  def steer(self: __torch__.Program, x: Tensor, vector: Tensor, counts: List[int], scales: List[float]) -> Tensor:
    if vector.size(0) > 0:
      at = 0
      for i in range(len(counts)):
        end = at + counts[i]
        if scales[i] != 0.:
          _0 = torch.add_(x[at:end], vector, alpha=scales[i])
        at = end
    return x

  # Zhang and Sennrich 2019; the mean square in float32, as the reference computes it. x [..., n], weight [n] or one
  # for each of the heads. Gemma multiplies by the weights before it goes back to the step's precision, others after.
  def norm(self: __torch__.Program, x: Tensor, weight: Tensor) -> Tensor:
    if self.wide_norms():
      wide = torch.rms_norm(torch.to(x, 6), [x.size(-1)], None, self.epsilon())
      normed = torch.to(torch.mul(wide, weight), ops.prim.dtype(x))
    else:
      if torch.dim(weight) == 1:
        normed = torch.rms_norm(x, [x.size(-1)], weight, self.epsilon())
      else:
        normed = torch.mul(torch.rms_norm(x, [x.size(-1)], None, self.epsilon()), weight)
    return normed

  # Su et al. 2021, the halves-of-a-head layout of Hugging Face. x [T, heads, hd]; cos, sin [T, 1, hd], or narrower
  # where the last dimensions of a head are left as they are.
  def rotate(self: __torch__.Program, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    dims = cos.size(-1)
    half = dims // 2
    if dims == x.size(-1):
      rotated = torch.addcmul(torch.mul(x, cos), torch.roll(x, [half], [-1]), sin)
    else:
      part = x[..., :dims]
      rotated = torch.cat([torch.addcmul(torch.mul(part, cos), torch.roll(part, [half], [-1]), sin), x[..., dims:]], -1)
    return rotated

  # Queries are attended for in blocks of so many tokens of a segment, so that little is computed of what they may not see.
  def block(self: __torch__.Program) -> int:
    return 128

  # The first position that a token sees.
  def first(self: __torch__.Program, position: int, window: int) -> int:
    first = 0
    if window > 0 and position >= window:
      first = position + 1 - window
    return first

  # Per block of each segment, what is added to the scores of the positions from the first on that any of its tokens sees:
  # [group * tokens, positions], 0 or -inf. A single token sees all of them; the empty tensor stands for that.
  def masks_each(self: __torch__.Program,
      starts: List[int],
      counts: List[int],
      window: int,
      like: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for i in range(len(counts)):
      for j in range((counts[i] + self.block() - 1) // self.block()):
        start = starts[i] + j * self.block()
        count = min(self.block(), starts[i] + counts[i] - start)
        if count == 1:
          _0 = torch.append(masks, torch.zeros([0], dtype=ops.prim.dtype(like), device=ops.prim.device(like)))
        else:
          before = start - self.first(start, window)
          seen = torch.tril(torch.ones([count, before + count], dtype=11, device=ops.prim.device(like)), before)
          if window > 0:
            seen = torch.triu(seen, before + 1 - window)
          mask = torch.zeros([count, before + count], dtype=ops.prim.dtype(like), device=ops.prim.device(like))
          mask = torch.masked_fill(mask, torch.logical_not(seen), float("-inf"))
          _1 = torch.append(masks, torch.repeat(mask, [self.heads() // like.size(1), 1]))
    return masks

  # Attention of every segment over its own slot: [T, H * hd]. Each segment is computed by itself, so that its result
  # does not depend on who shares the step. The query heads of a group share one key head; they are laid out as further
  # query positions of it, so that keys and values are read where they lie, never repeated.
  #   qk  [T, H + KH, hd] rotated        v  [T, KH, hd]
  def attend_each(self: __torch__.Program,
      qk: Tensor,
      v: Tensor,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      window: int,
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    heads = self.heads()
    kv_heads = keys.size(1)
    head_dim = keys.size(3)
    group = heads // kv_heads
    q = torch.to(torch.slice(qk, 1, 0, heads, 1), ops.prim.dtype(keys))
    k = torch.transpose(torch.slice(qk, 1, heads, 9223372036854775807, 1), 0, 1)
    v = torch.transpose(v, 0, 1)
    attended = annotate(List[Tensor], [])
    at = 0
    block = 0
    for i in range(len(slots)):
      slot_keys = torch.select(keys, 0, slots[i])
      slot_values = torch.select(values, 0, slots[i])
      end = starts[i] + counts[i]
      _0 = torch.copy_(torch.slice(slot_keys, 1, starts[i], end, 1), torch.slice(k, 1, at, at + counts[i], 1))
      _1 = torch.copy_(torch.slice(slot_values, 1, starts[i], end, 1), torch.slice(v, 1, at, at + counts[i], 1))
      for j in range((counts[i] + self.block() - 1) // self.block()):
        start = starts[i] + j * self.block()
        n = min(self.block(), end - start)
        first = self.first(start, window)
        seen_keys = torch.unsqueeze(torch.slice(slot_keys, 1, first, start + n, 1), 0)
        seen_values = torch.unsqueeze(torch.slice(slot_values, 1, first, start + n, 1), 0)
        queries = torch.slice(q, 0, at, at + n, 1)
        if n == 1:
          out = self.mix(torch.reshape(queries, [1, kv_heads, group, head_dim]), seen_keys, seen_values, None)
          out = torch.reshape(out, [1, heads * head_dim])
        else:
          # [n, H, hd] -> [1, KH, group * n, hd]
          grouped = torch.permute(torch.view(queries, [n, kv_heads, group, head_dim]), [1, 2, 0, 3])
          grouped = torch.reshape(grouped, [1, kv_heads, group * n, head_dim])
          out = self.mix(grouped, seen_keys, seen_values, masks[block])
          out = torch.permute(torch.view(out, [kv_heads, group, n, head_dim]), [2, 0, 1, 3])
          out = torch.reshape(out, [n, heads * head_dim])
        _2 = torch.append(attended, out)
        at = at + n
        block = block + 1
    if len(attended) == 1:
      whole = attended[0]
    else:
      whole = torch.cat(attended, 0)
    return whole

  # Values weighed by the softmax of the scores (Vaswani et al. 2017). With capped scores (Gemma 2) it is written out,
  # scores in float32. mask [queries, positions] bool.
  def mix(self: __torch__.Program, q: Tensor, keys: Tensor, values: Tensor, mask: Optional[Tensor]) -> Tensor:
    if self.score_cap() == 0.:
      out = torch.scaled_dot_product_attention(q, keys, values, mask, 0., False, scale=self.score_scale())
    else:
      scores = torch.to(torch.matmul(q, torch.transpose(keys, -2, -1)), 6)
      scores = torch.mul(torch.tanh(torch.mul(scores, self.score_scale() / self.score_cap())), self.score_cap())
      if mask is not None:
        scores = torch.add(scores, mask)
      out = torch.matmul(torch.to(torch.softmax(scores, -1), ops.prim.dtype(values)), values)
    return out

  # Tensors at the end of a list, in another dtype (5 float16, 6 float32, 15 bfloat16): only the script can fill one.
  def extend(self: __torch__.Program, tensors: List[Tensor], more: List[Tensor], dtype: int) -> int:
    made = self.cast(more, dtype)
    for i in range(torch.len(made)):
      _0 = torch.append(tensors, made[i])
    return torch.len(tensors)

  # The same of two lists that must stay as long as each other: where there is no memory for one, both are as they were.
  def extend_both(self: __torch__.Program,
      downs: List[Tensor],
      ups: List[Tensor],
      more_downs: List[Tensor],
      more_ups: List[Tensor],
      dtype: int) -> int:
    made_downs = self.cast(more_downs, dtype)
    made_ups = self.cast(more_ups, dtype)
    for i in range(torch.len(made_downs)):
      _0 = torch.append(downs, made_downs[i])
      _1 = torch.append(ups, made_ups[i])
    return torch.len(downs)

  # Nothing in the place of some tensors of a list: their memory is free.
  def clear(self: __torch__.Program, tensors: List[Tensor], start: int, end: int) -> int:
    for i in range(start, end):
      tensors[i] = torch.zeros([0], device=ops.prim.device(tensors[i]))
    return torch.len(tensors)

  def nothing(self: __torch__.Program) -> List[Tensor]:
    return annotate(List[Tensor], [])

  # Positions per radian of each pair of a head's dimensions, [dims / 2] float32, in the reference's own order of
  # operations: a last bit here is a turn of the head at position 8000.
  def periods(self: __torch__.Program, theta: float, dims: int, like: Tensor) -> Tensor:
    steps = torch.to(torch.arange(0, dims, 2, dtype=4, device=ops.prim.device(like)), 6) / dims
    return torch.pow(theta, steps)

  # One kind's rotation more: cosines and sines of angles [C, dims / 2] for both halves of a head, times a factor, each
  # [C, 1, dims]. From angles in float32 whatever the precision: bfloat16 cannot count positions.
  def add_rotation(self: __torch__.Program, rotations: List[Tensor], angles: Tensor, factor: float, dtype: int) -> int:
    both = torch.unsqueeze(torch.cat([angles, angles], -1), 1)
    _0 = torch.append(rotations, torch.to(torch.mul(torch.cos(both), factor), dtype))
    sin = torch.unsqueeze(torch.cat([-torch.sin(angles), torch.sin(angles)], -1), 1)
    _1 = torch.append(rotations, torch.to(torch.mul(sin, factor), dtype))
    return torch.len(rotations)

