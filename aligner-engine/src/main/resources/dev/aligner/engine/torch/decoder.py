# The Llama family's forward pass: RMS norm, rotary positions, grouped-query attention, SwiGLU.
#
# TorchScript in the form that PyTorch itself writes into its archives, so that no Python is needed to load it. Java
# joins this file with weights.py and one of linear_*.py (the class goes on there) and puts the type that the latter
# names for `Matrix`.
#
# Nothing of a model is in here: weights, cache and sizes are arguments, handed in by handle.
#   T  tokens of this step, all segments one after the other      H   query heads
#   S  segments: runs of consecutive tokens of one sequence       KH  key and value heads
#   D  width of the residual stream                               hd  width of a head
#   C  positions of a slot                                        V   vocabulary
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
  #   matrices   4 per layer: q, k and v stacked; o; gate and up stacked; down. Last the head.
  #   keys, values  per layer [slots, KH, C, hd]
  #   frequencies   [hd / 2] float32, rotations per position
  #   heads      H; epsilon  of the norms
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
      matrices: List[Matrix],
      keys: List[Tensor],
      values: List[Tensor],
      frequencies: Tensor,
      heads: int,
      epsilon: float) -> Tensor:
    # norms are kept in the precision that the step computes in; an embedding may be kept in a smaller one
    x = torch.to(torch.embedding(embedding[0], tokens), ops.prim.dtype(norms[0]))
    # the angles in float32 whatever the precision: bfloat16 cannot count positions
    angles = torch.outer(torch.to(positions, 6), frequencies)
    angles = torch.unsqueeze(torch.cat([angles, angles], -1), 1)
    cos = torch.to(torch.cos(angles), ops.prim.dtype(x))
    sin = torch.to(torch.sin(angles), ops.prim.dtype(x))
    masks = self.masks(starts, counts, heads // keys[0].size(1), keys[0])
    for layer in range(len(keys)):
      h = self.norm(x, norms[2 * layer], epsilon)
      qkv = self.multiply(matrices[4 * layer], h)
      attended = self.attend(qkv, cos, sin, heads, slots, starts, counts, masks, keys[layer], values[layer])
      x = x + self.multiply(matrices[4 * layer + 1], attended)
      h = self.norm(x, norms[2 * layer + 1], epsilon)
      gate, up = torch.chunk(self.multiply(matrices[4 * layer + 2], h), 2, -1)
      x = x + self.multiply(matrices[4 * layer + 3], torch.mul(torch.silu(gate), up))
    x = self.norm(torch.index_select(x, 0, rows), norms[2 * len(keys)], epsilon)
    return torch.to(self.multiply(matrices[4 * len(keys)], x), 6)

  # Zhang and Sennrich 2019; the mean square in float32, as the reference computes it. x [T, D].
  def norm(self: __torch__.Program, x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    wide = torch.to(x, 6)
    wide = wide * torch.rsqrt(torch.mean(torch.pow(wide, 2), [-1], True) + epsilon)
    return weight * torch.to(wide, ops.prim.dtype(x))

  # Su et al. 2021, the halves-of-a-head layout of Hugging Face. x [T, heads, hd]; cos, sin [T, 1, hd].
  def rotate(self: __torch__.Program, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.size(-1) // 2
    turned = torch.cat([-x[..., half:], x[..., :half]], -1)
    return x * cos + turned * sin

  # Per segment, which positions its tokens may see: [group * count, end] bool. A single token sees everything up to
  # itself, so it needs none; the empty tensor stands for that.
  def masks(self: __torch__.Program, starts: List[int], counts: List[int], group: int, like: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for i in range(len(counts)):
      if counts[i] == 1:
        _0 = torch.append(masks, torch.zeros([0], dtype=11, device=ops.prim.device(like)))
      else:
        seen = torch.ones([counts[i], starts[i] + counts[i]], dtype=11, device=ops.prim.device(like))
        _1 = torch.append(masks, torch.repeat(torch.tril(seen, starts[i]), [group, 1]))
    return masks

  # Attention of every segment over its own slot: [T, H * hd]. Each segment is computed by itself, so that its result
  # does not depend on who shares the step. The query heads of a group share one key head; they are laid out as further
  # query positions of it, so that keys and values are read where they lie, never repeated.
  def attend(self: __torch__.Program,
      qkv: Tensor,
      cos: Tensor,
      sin: Tensor,
      heads: int,
      slots: List[int],
      starts: List[int],
      counts: List[int],
      masks: List[Tensor],
      keys: Tensor,
      values: Tensor) -> Tensor:
    kv_heads = keys.size(1)
    head_dim = keys.size(3)
    group = heads // kv_heads
    parts = torch.view(qkv, [-1, heads + 2 * kv_heads, head_dim])
    qk = self.rotate(parts[:, :(heads + kv_heads)], cos, sin)
    v = torch.to(torch.transpose(parts[:, (heads + kv_heads):], 0, 1), ops.prim.dtype(values))
    q = torch.to(qk[:, :heads], ops.prim.dtype(keys))
    k = torch.to(torch.transpose(qk[:, heads:], 0, 1), ops.prim.dtype(keys))
    attended = annotate(List[Tensor], [])
    at = 0
    for i in range(len(slots)):
      n = counts[i]
      end = starts[i] + n
      slot_keys = keys[slots[i]]
      slot_values = values[slots[i]]
      _0 = torch.copy_(slot_keys[:, starts[i]:end], k[:, at:(at + n)])
      _1 = torch.copy_(slot_values[:, starts[i]:end], v[:, at:(at + n)])
      # [n, H, hd] -> [1, KH, group * n, hd]
      grouped = torch.permute(torch.view(q[at:(at + n)], [n, kv_heads, group, head_dim]), [1, 2, 0, 3])
      grouped = torch.reshape(grouped, [1, kv_heads, group * n, head_dim])
      seen_keys = torch.unsqueeze(slot_keys[:, :end], 0)
      seen_values = torch.unsqueeze(slot_values[:, :end], 0)
      if n == 1:
        out = torch.scaled_dot_product_attention(grouped, seen_keys, seen_values)
      else:
        out = torch.scaled_dot_product_attention(grouped, seen_keys, seen_values, masks[i])
      out = torch.permute(torch.view(out, [kv_heads, group, n, head_dim]), [2, 0, 1, 3])
      _2 = torch.append(attended, torch.reshape(out, [n, heads * head_dim]))
      at = at + n
    return torch.to(torch.cat(attended, 0), ops.prim.dtype(qkv))

  # Rotations per position of each pair of a head's dimensions, [hd / 2] float32, in the reference's own order of
  # operations: a last bit here is a turn of the head at position 8000.
  def frequencies(self: __torch__.Program, theta: float, head_dim: int, like: Tensor) -> Tensor:
    steps = torch.to(torch.arange(0, head_dim, 2, dtype=4, device=ops.prim.device(like)), 6) / head_dim
    return torch.reciprocal(torch.pow(theta, steps))
