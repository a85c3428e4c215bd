# The T5 family's forward pass: an encoder that reads a prompt as a whole, and a decoder that writes while it looks at
# it. Raffel et al. 2020; gated linear units and an untied head since version 1.1.
#
# Joined with weights.py, one of linear_*.py and one of t5_attend_*.py, as decoder.py is. Nothing of a model is in here.
#   N  prompt tokens of this step, all prompts one after the other      H   heads
#   T  target tokens of this step, all segments one after the other     hd  width of a head
#   S  segments: runs of consecutive target tokens of one sequence      C   positions of a slot
#   D  width of the residual stream                                     V   vocabulary
class Program(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # One step: prompts are read and leave their keys and values for the decoder in the cache, then the targets are
  # computed and leave theirs.
  #   prompts    [N] int64          prompt_slots, prompt_counts  per prompt: cache slot, number of tokens
  #   tokens     [T] int64, the targets' tokens
  #   slots, starts, counts         per segment: cache slot, first position in its target, number of tokens
  #   lengths    per segment: number of prompt tokens in its slot
  #   rows       [R] int64, indices into T whose logits are wanted
  #   embedding  one tensor, [V, D], of both stacks
  #   norms      2 per encoder layer and its last one, 3 per decoder layer and its last one, each [D]
  #   matrices   4 per encoder layer: q, k and v stacked; o; wi; wo (wi of a gated model is gate and up stacked).
  #              7 per decoder layer: q, k and v stacked; o; q, then k and v stacked, then o of the attention to the
  #              prompt; wi; wo. Last the head.
  #   encoder_bias, decoder_bias    [H, 2 C - 1], see `bias`
  #   keys, values                  of the target, per decoder layer [slots, H, C, hd]
  #   prompt_keys, prompt_values    of the prompt, per decoder layer [slots, H, C, hd]
  #   heads      H; gated  whether the MLP has a gate; head_scale  of what the head is given; epsilon  of the norms
  # Returns the logits [R, V] float32.
  def forward(self: __torch__.Program,
      prompts: Tensor,
      prompt_slots: List[int],
      prompt_counts: List[int],
      tokens: Tensor,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      lengths: List[int],
      rows: Tensor,
      embedding: List[Tensor],
      norms: List[Tensor],
      matrices: List[Matrix],
      encoder_bias: Tensor,
      decoder_bias: Tensor,
      keys: List[Tensor],
      values: List[Tensor],
      prompt_keys: List[Tensor],
      prompt_values: List[Tensor],
      heads: int,
      gated: bool,
      head_scale: float,
      epsilon: float) -> Tensor:
    decoder_layers = torch.len(keys)
    encoder_layers = (torch.len(norms) - 3 * decoder_layers - 2) // 2
    matrix = 4 * encoder_layers
    if torch.len(prompt_slots) > 0:
      read = self.encode(prompts, prompt_counts, embedding, norms, matrices, encoder_layers, encoder_bias, heads, gated, epsilon)
      for layer in range(decoder_layers):
        kv = self.heads(self.multiply(matrices[matrix + 7 * layer + 3], read), 2 * heads, prompt_keys[layer])
        _0 = self.keep(kv[:heads], prompt_slots, prompt_counts, prompt_keys[layer])
        _1 = self.keep(kv[heads:], prompt_slots, prompt_counts, prompt_values[layer])
    # the residual stream is float32 whatever the precision: T5's grows to thousands, where bfloat16 counts in eights
    x = torch.to(torch.embedding(embedding[0], tokens), 6)
    masks = self.masks(slots, starts, counts, lengths, decoder_bias)
    norm = 2 * encoder_layers + 1
    for layer in range(decoder_layers):
      h = self.norm(x, norms[norm], epsilon)
      qkv = self.heads(self.multiply(matrices[matrix], h), 3 * heads, keys[layer])
      attended = self.write(qkv, heads, slots, starts, counts, masks, keys[layer], values[layer])
      x = x + self.multiply(matrices[matrix + 1], torch.to(attended, ops.prim.dtype(h)))
      h = self.norm(x, norms[norm + 1], epsilon)
      q = self.heads(self.multiply(matrices[matrix + 2], h), heads, keys[layer])
      attended = self.look(q, slots, counts, lengths, masks, prompt_keys[layer], prompt_values[layer])
      x = x + self.multiply(matrices[matrix + 4], torch.to(attended, ops.prim.dtype(h)))
      h = self.norm(x, norms[norm + 2], epsilon)
      x = x + self.mlp(h, matrices[matrix + 5], matrices[matrix + 6], gated)
      norm = norm + 3
      matrix = matrix + 7
    x = self.norm(torch.index_select(x, 0, rows), norms[norm], epsilon) * head_scale
    return torch.to(self.multiply(matrices[matrix], x), 6)

  # What the encoder makes of the prompts: [N, D]. Each prompt is attended to by itself, so that its result does not
  # depend on who shares the step.
  def encode(self: __torch__.Program,
      prompts: Tensor,
      counts: List[int],
      embedding: List[Tensor],
      norms: List[Tensor],
      matrices: List[Matrix],
      layers: int,
      bias: Tensor,
      heads: int,
      gated: bool,
      epsilon: float) -> Tensor:
    x = torch.to(torch.embedding(embedding[0], prompts), 6)
    masks = annotate(List[Tensor], [])
    for i in range(torch.len(counts)):
      _0 = torch.append(masks, self.window(bias, 0, counts[i], counts[i]))
    for layer in range(layers):
      h = self.norm(x, norms[2 * layer], epsilon)
      qkv = self.heads(self.multiply(matrices[4 * layer], h), 3 * heads, bias)
      attended = annotate(List[Tensor], [])
      at = 0
      for i in range(torch.len(counts)):
        part = qkv[:, at:(at + counts[i])]
        _1 = torch.append(attended, self.attend(part[:heads], part[heads:(2 * heads)], part[(2 * heads):], masks[i]))
        at = at + counts[i]
      x = x + self.multiply(matrices[4 * layer + 1], torch.to(torch.cat(attended, 0), ops.prim.dtype(h)))
      h = self.norm(x, norms[2 * layer + 1], epsilon)
      x = x + self.mlp(h, matrices[4 * layer + 2], matrices[4 * layer + 3], gated)
    return self.norm(x, norms[2 * layers], epsilon)

  # A root mean square norm without a mean or a bias. x [T, D] float32; the result in the precision of the step.
  def norm(self: __torch__.Program, x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    wide = x * torch.rsqrt(torch.mean(torch.pow(x, 2), [-1], True) + epsilon)
    return weight * torch.to(wide, ops.prim.dtype(weight))

  def mlp(self: __torch__.Program, h: Tensor, wi: Matrix, wo: Matrix, gated: bool) -> Tensor:
    inner = self.multiply(wi, h)
    if gated:
      gate, up = torch.chunk(inner, 2, -1)
      inner = torch.mul(torch.gelu(gate, approximate="tanh"), up)
    else:
      inner = torch.relu(inner)
    return self.multiply(wo, inner)

  # [T, count * hd] -> [count, T, hd], in the precision that `like` is kept in.
  def heads(self: __torch__.Program, x: Tensor, count: int, like: Tensor) -> Tensor:
    parts = torch.view(x, [x.size(0), count, x.size(1) // count])
    return torch.to(torch.transpose(parts, 0, 1), ops.prim.dtype(like))

  # The keys or values of the prompts, [H, N, hd], into their slots.
  def keep(self: __torch__.Program, x: Tensor, slots: List[int], counts: List[int], cache: Tensor) -> int:
    at = 0
    for i in range(torch.len(slots)):
      slot = cache[slots[i]]
      _0 = torch.copy_(slot[:, :counts[i]], x[:, at:(at + counts[i])])
      at = at + counts[i]
    return at

  # Per segment what is added to the scores of its own target: [H, count, end].
  def masks_each(self: __torch__.Program, starts: List[int], counts: List[int], bias: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for i in range(torch.len(counts)):
      _0 = torch.append(masks, self.window(bias, starts[i], counts[i], starts[i] + counts[i]))
    return masks

  # Attention of every segment over its own target, whose keys and values are written first: [T, H * hd].
  def write_each(self: __torch__.Program,
      qkv: Tensor,
      heads: int,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    attended = annotate(List[Tensor], [])
    at = 0
    for i in range(torch.len(slots)):
      end = starts[i] + counts[i]
      part = qkv[:, at:(at + counts[i])]
      slot_keys = keys[slots[i]]
      slot_values = values[slots[i]]
      _0 = torch.copy_(slot_keys[:, starts[i]:end], part[heads:(2 * heads)])
      _1 = torch.copy_(slot_values[:, starts[i]:end], part[(2 * heads):])
      _2 = torch.append(attended, self.attend(part[:heads], slot_keys[:, :end], slot_values[:, :end], masks[i]))
      at = at + counts[i]
    return torch.cat(attended, 0)

  # Attention of every segment to the whole prompt of its slot: [T, H * hd]. Here positions do not count.
  def look_each(self: __torch__.Program,
      q: Tensor,
      slots: List[int],
      counts: List[int],
      lengths: List[int],
      keys: Tensor,
      values: Tensor) -> Tensor:
    attended = annotate(List[Tensor], [])
    at = 0
    for i in range(torch.len(slots)):
      slot_keys = keys[slots[i]]
      slot_values = values[slots[i]]
      part = q[:, at:(at + counts[i])]
      _0 = torch.append(attended, self.attend(part, slot_keys[:, :lengths[i]], slot_values[:, :lengths[i]], None))
      at = at + counts[i]
    return torch.cat(attended, 0)

  # q [H, n, hd], k and v [H, m, hd], mask [H, n, m] or none -> [n, H * hd]. T5 does not divide by the root of the width
  # of a head: its initialisation did.
  def attend(self: __torch__.Program, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
    if mask is not None:
      mask = torch.unsqueeze(mask, 0)
    out = torch.scaled_dot_product_attention(
        torch.unsqueeze(q, 0), torch.unsqueeze(k, 0), torch.unsqueeze(v, 0), mask, 0., False, scale=1.)
    return torch.reshape(torch.permute(out[0], [1, 0, 2]), [q.size(1), q.size(0) * q.size(2)])

  # Of a bias by distance what the positions from `start` on see of the first `end` ones: [H, count, end]. A row further
  # is the same strip, one to the left.
  def window(self: __torch__.Program, bias: Tensor, start: int, count: int, end: int) -> Tensor:
    first = (bias.size(1) + 1) // 2 - start - count
    return torch.flip(torch.unfold(bias[:, first:(first + count - 1 + end)], 1, end, 1), [1])

  # What each head adds to a score by how far the key is from the query, -(C - 1) to C - 1: [H, 2 C - 1]. Distances share
  # the rows of `weight`, [buckets, H]: the near ones have one each, the far ones ever larger shares up to `furthest`. An
  # encoder keeps half of them for keys that come later, which a decoder does not see: -inf. The order of operations is
  # the reference's, so that no distance changes its bucket.
  def bias(self: __torch__.Program,
      weight: Tensor,
      context: int,
      furthest: int,
      both_ways: bool,
      dtype: int) -> Tensor:
    away = torch.arange(1 - context, context, dtype=4, device=ops.prim.device(weight))
    buckets = weight.size(0)
    later = torch.gt(away, 0)
    if both_ways:
      buckets = buckets // 2
      base = torch.to(later, 4) * buckets
      distance = torch.abs(away)
    else:
      base = torch.zeros_like(away)
      distance = -torch.clamp(away, None, 0)
    near = buckets // 2
    share = torch.log(torch.to(distance, 6) / near) / torch.log(furthest / near) * (buckets - near)
    far = torch.clamp(near + torch.to(torch.clamp(share, 0.), 4), None, buckets - 1)
    bucket = base + torch.where(torch.lt(distance, near), distance, far)
    bias = torch.transpose(torch.embedding(weight, bucket), 0, 1)
    if not both_ways:
      bias = torch.masked_fill(bias, later, float("-inf"))
    return torch.contiguous(torch.to(bias, dtype))

