# The Llama family's forward pass as it is trained: right padding, causal attention without a mask, scores at the target
# tokens only. The same mathematics as the engine's decoder.py, which writes into a cache and knows no gradient.
#
# TorchScript in the form that PyTorch itself writes into its archives. Java puts the model's sizes behind this text, as
# methods that return constants (heads, layers, rank...), because a call that keeps gradients takes only tensors.
#   B  sequences          H   query heads             V   vocabulary
#   T  positions          KH  key and value heads     R   target tokens of the batch
#   D  residual stream    hd  width of a head         r   rank of an adapter
#
# Weights come as flat vectors, cut here: Java holds one gradient, one optimiser state and one file for all of them.
#   embedding  [V * D]
#   head       [V * D], or [0] where it is the embedding
#   matrices   per layer q, k, v, o, gate, up, down, each row-major
#   vectors    per layer: norm, biases of q, k, v and o, norm, biases of gate, up and down; last the final norm; float32
#   adapters   per layer and product (qkv, o, gate and up, down): the A's of those that have one [r, in], then their B's
class Program(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # All parameters are trained. Log-probabilities [R] float32 of the targets.
  #   parameters  embedding, head, matrices, vectors, one after the other, float32
  #   ids         [B, T] int64, anything after a sequence's end
  #   rows        [R] int64, where in B * T each target is predicted; targets [R] int64
  #   guesses     [B, T] int64, the model's own tokens; shares [B, T] float32, how much of each is mixed into the input
  #               (Intuitive fine-tuning's temporal residual connection); both empty for none
  def full(self: __torch__.Program, parameters: Tensor, ids: Tensor, rows: Tensor, targets: Tensor,
      guesses: Tensor, shares: Tensor) -> Tensor:
    embedding, head, matrices, vectors = torch.split_with_sizes(parameters, self.sections(), 0)
    h = self.states(embedding, torch.to(matrices, self.dtype()), vectors, vectors[:0], ids, rows, guesses, shares)
    weight = torch.to(self.head(embedding, head), self.dtype())
    scores = torch.log_softmax(torch.linear(h, weight, None), -1, dtype=6)
    return torch.squeeze(torch.gather(scores, 1, torch.unsqueeze(targets, 1)), 1)

  # Adapters are trained. The base is frozen, and so is the head; the gradient of log p(target) with respect to the last
  # state is (W[target] - sum of p * W), which is computed along with the scores, a few rows at a time. Scores of the
  # whole batch over the vocabulary are never held, nor read again.
  def adapted(self: __torch__.Program, adapters: Tensor, embedding: Tensor, head: Tensor, matrices: Tensor,
      vectors: Tensor, ids: Tensor, rows: Tensor, targets: Tensor, guesses: Tensor, shares: Tensor) -> Tensor:
    h = self.states(embedding, matrices, vectors, adapters, ids, rows, guesses, shares)
    scores, slopes = self.frozen(torch.detach(h), self.head(embedding, head), targets)
    linear = torch.sum(torch.to(h, 6) * slopes, [1])
    # the value is that of the scores to the last bit, the gradient that of the linear term
    return scores + (linear - torch.detach(linear))

  # Log-probabilities [R] of targets and their gradients with respect to the states, [R, D], both float32.
  def frozen(self: __torch__.Program, h: Tensor, weight: Tensor, targets: Tensor) -> Tuple[Tensor, Tensor]:
    scores = annotate(List[Tensor], [])
    slopes = annotate(List[Tensor], [])
    for start in range(0, h.size(0), self.chunk()):
      wanted = torch.unsqueeze(targets[start:(start + self.chunk())], 1)
      logs = torch.log_softmax(torch.linear(h[start:(start + self.chunk())], weight, None), -1, dtype=6)
      _0 = torch.append(scores, torch.squeeze(torch.gather(logs, 1, wanted), 1))
      rest = torch.neg_(torch.exp_(logs))
      _1 = torch.scatter_add_(rest, 1, wanted, torch.ones_like(wanted, dtype=6))
      _2 = torch.append(slopes, torch.to(torch.matmul(torch.to(rest, ops.prim.dtype(weight)), weight), 6))
    return (torch.cat(scores, 0), torch.cat(slopes, 0))

  # Without gradient: log-probabilities [R] and the likeliest tokens [R] of the same places.
  def score_full(self: __torch__.Program, parameters: Tensor, ids: Tensor, rows: Tensor,
      targets: Tensor) -> Tuple[Tensor, Tensor]:
    embedding, head, matrices, vectors = torch.split_with_sizes(parameters, self.sections(), 0)
    none = vectors[:0]
    h = self.states(embedding, torch.to(matrices, self.dtype()), vectors, none, ids, rows, none, none)
    return self.choose(h, torch.to(self.head(embedding, head), self.dtype()), targets)

  def score_adapted(self: __torch__.Program, adapters: Tensor, embedding: Tensor, head: Tensor, matrices: Tensor,
      vectors: Tensor, ids: Tensor, rows: Tensor, targets: Tensor) -> Tuple[Tensor, Tensor]:
    none = vectors[:0]
    h = self.states(embedding, matrices, vectors, adapters, ids, rows, none, none)
    return self.choose(h, self.head(embedding, head), targets)

  def choose(self: __torch__.Program, h: Tensor, weight: Tensor, targets: Tensor) -> Tuple[Tensor, Tensor]:
    scores = annotate(List[Tensor], [])
    likeliest = annotate(List[Tensor], [])
    for start in range(0, h.size(0), self.chunk()):
      wanted = torch.unsqueeze(targets[start:(start + self.chunk())], 1)
      logs = torch.log_softmax(torch.linear(h[start:(start + self.chunk())], weight, None), -1, dtype=6)
      _0 = torch.append(scores, torch.squeeze(torch.gather(logs, 1, wanted), 1))
      _1 = torch.append(likeliest, torch.argmax(logs, 1))
    return (torch.cat(scores, 0), torch.cat(likeliest, 0))

  def head(self: __torch__.Program, embedding: Tensor, head: Tensor) -> Tensor:
    weight = head
    if head.size(0) == 0:
      weight = embedding
    return torch.view(weight, [-1, self.hidden()])

  # The last hidden states at the rows, after the final norm: [R, D].
  def states(self: __torch__.Program, embedding: Tensor, matrices: Tensor, vectors: Tensor, adapters: Tensor,
      ids: Tensor, rows: Tensor, guesses: Tensor, shares: Tensor) -> Tensor:
    batch = ids.size(0)
    positions = ids.size(1)
    # the residual stream is float32: thirty small additions
    x = torch.to(self.inputs(torch.view(embedding, [-1, self.hidden()]), ids, guesses, shares), 6)
    x = torch.view(x, [batch * positions, self.hidden()])
    cos, sin = self.rotation(positions, x)
    mask = self.mask(positions, x)
    w = torch.split_with_sizes(matrices, self.matrix_sizes(), 0)
    v = torch.split_with_sizes(vectors, self.vector_sizes(), 0)
    a = torch.split_with_sizes(torch.to(adapters, self.dtype()), self.adapter_sizes(), 0)
    at = 0
    piece = 0
    for layer in range(self.layers()):
      h = self.norm(x, v[at])
      qkv, piece = self.product(h, w[4 * layer], v, at + 1, self.attention_bias(), self.qkv(), a, 0, piece)
      attended = self.attend(qkv, batch, positions, cos, sin, mask)
      if layer == self.layers() - 1:
        # what follows looks at each position by itself, and only the rows are asked for
        x = torch.index_select(x, 0, rows)
        attended = torch.index_select(attended, 0, rows)
      out, piece = self.product(attended, w[4 * layer + 1], v, at + 2, self.attention_bias(), self.o(), a, 3, piece)
      x = x + out[0]
      at = at + 1 + 2 * self.attention_bias()
      h = self.norm(x, v[at])
      wide, piece = self.product(h, w[4 * layer + 2], v, at + 1, self.mlp_bias(), self.gate_up(), a, 4, piece)
      out, piece = self.product(torch.silu(wide[0]) * wide[1], w[4 * layer + 3], v, at + 2, self.mlp_bias(),
          self.down(), a, 6, piece)
      x = x + out[0]
      at = at + 1 + 2 * self.mlp_bias()
    return self.norm(x, v[at])

  # What goes in: embeddings, of target tokens mixed with those of the model's guesses, which carry no gradient.
  def inputs(self: __torch__.Program, table: Tensor, ids: Tensor, guesses: Tensor, shares: Tensor) -> Tensor:
    x = torch.embedding(table, ids)
    if torch.numel(shares) > 0:
      share = torch.unsqueeze(shares, -1)
      x = x * (1. - share) + torch.embedding(torch.detach(table), guesses) * share
    return x

  # Products of one input, computed as one: y = W x + b, and scale * B (A x) to each that has an adapter. Returns them
  # one by one, and the index of the next product's adapters.
  #   bias    index in vectors of the stacked biases, where biased is 1
  #   outs    widths of the products; first, the number of the first of them within a layer (q is 0, down is 6)
  def product(self: __torch__.Program, x: Tensor, weight: Tensor, vectors: List[Tensor], bias: int, biased: int,
      outs: List[int], adapters: List[Tensor], first: int, piece: int) -> Tuple[List[Tensor], int]:
    b = annotate(Optional[Tensor], None)
    if biased == 1:
      b = torch.to(vectors[bias], self.dtype())
    ys = torch.split_with_sizes(torch.linear(x, torch.view(weight, [-1, x.size(1)]), b), outs, -1)
    count = 0
    for i in range(len(outs)):
      count = count + self.with_adapter()[first + i]
    next = piece
    if count > 0:
      low = torch.linear(x, torch.view(adapters[piece], [-1, x.size(1)]), None) * self.scale()
      lows = torch.chunk(low, count, -1)
      added = annotate(List[Tensor], [])
      next = piece + 1
      for i in range(len(outs)):
        if self.with_adapter()[first + i] == 1:
          wide = torch.view(adapters[next], [outs[i], -1])
          _0 = torch.append(added, torch.addmm(ys[i], lows[next - piece - 1], torch.t(wide)))
          next = next + 1
        else:
          _1 = torch.append(added, ys[i])
      ys = added
    return (ys, next)

  # Zhang and Sennrich 2019, in float32. The mean square from the length of the vector: one pass instead of two, forth
  # and back. x [N, D]; the result is in the precision of the products.
  def norm(self: __torch__.Program, x: Tensor, weight: Tensor) -> Tensor:
    length = torch.linalg_vector_norm(x, 2, [-1], True)
    scale = torch.rsqrt(length * length / self.hidden() + self.epsilon())
    return torch.to(x * scale, self.dtype()) * torch.to(weight, self.dtype())

  # Angles of each position in float32, whatever the precision: [T, 1, hd / 2] each, in that of the products.
  def rotation(self: __torch__.Program, positions: int, like: Tensor) -> Tuple[Tensor, Tensor]:
    steps = torch.to(torch.arange(0, self.head_dim(), 2, dtype=4, device=ops.prim.device(like)), 6) / self.head_dim()
    frequencies = torch.reciprocal(torch.pow(self.theta(), steps))
    places = torch.arange(positions, dtype=6, device=ops.prim.device(like))
    angles = torch.unsqueeze(torch.outer(places, frequencies), 1)
    return (torch.to(torch.cos(angles), self.dtype()), torch.to(torch.sin(angles), self.dtype()))

  # Su et al. 2021, halves of a head rotated against each other. x [B, T, heads, hd].
  def rotate(self: __torch__.Program, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = torch.chunk(x, 2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

  # Causal attention, [B * T, H * hd]. With padding on the right no token sees any.
  def attend(self: __torch__.Program, qkv: List[Tensor], batch: int, positions: int, cos: Tensor, sin: Tensor,
      mask: Tensor) -> Tensor:
    q = self.rotate(torch.view(qkv[0], [batch, positions, self.heads(), self.head_dim()]), cos, sin)
    k = self.rotate(torch.view(qkv[1], [batch, positions, self.kv_heads(), self.head_dim()]), cos, sin)
    v = torch.view(qkv[2], [batch, positions, self.kv_heads(), self.head_dim()])
    if positions <= self.written_out():
      out = self.products(q, k, v, mask)
    else:
      # neither a mask nor grouped heads: both would send PyTorch to its slow kernel
      out = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), self.repeated(k), self.repeated(v), None, 0.,
          True)
      out = torch.transpose(out, 1, 2)
    return torch.reshape(out, [batch * positions, self.heads() * self.head_dim()])

  # Attention written out, [B, T, KH, H / KH, hd]: for short sequences in bfloat16 on a processor 2 to 5 times as fast as
  # PyTorch's kernel, whose backward pass there is slow. The query heads of a group are further rows of their key head.
  def products(self: __torch__.Program, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    pairs = q.size(0) * self.kv_heads()
    group = self.heads() // self.kv_heads()
    shape = [q.size(0), self.kv_heads(), group, q.size(1), self.head_dim()]
    rows = torch.permute(torch.view(q, [q.size(0), q.size(1), self.kv_heads(), group, self.head_dim()]), [0, 2, 3, 1, 4])
    rows = torch.reshape(rows, [pairs, group * q.size(1), self.head_dim()])
    keys = torch.reshape(torch.transpose(k, 1, 2), [pairs, q.size(1), self.head_dim()])
    values = torch.reshape(torch.transpose(v, 1, 2), [pairs, q.size(1), self.head_dim()])
    seen = torch.baddbmm(torch.expand(mask, [pairs, -1, -1]), rows, torch.transpose(keys, 1, 2), beta=1,
        alpha=1. / (self.head_dim() ** 0.5))
    out = torch.bmm(torch.softmax(seen, -1), values)
    return torch.permute(torch.view(out, shape), [0, 3, 1, 2, 4])

  # What is added to a score: nothing, or so little that a later position has no weight. [H / KH * T, T].
  def mask(self: __torch__.Program, positions: int, like: Tensor) -> Tensor:
    mask = torch.zeros([0], dtype=self.dtype(), device=ops.prim.device(like))
    if positions <= self.written_out():
      mask = torch.triu(torch.full([positions, positions], -1e30, dtype=self.dtype(), device=ops.prim.device(like)), 1)
      mask = torch.repeat(mask, [self.heads() // self.kv_heads(), 1])
    return mask

  # One copy of a key or value head for each query head: [B, T, KH, hd] -> [B, H, T, hd].
  def repeated(self: __torch__.Program, x: Tensor) -> Tensor:
    group = self.heads() // self.kv_heads()
    wide = torch.expand(torch.unsqueeze(x, 3), [-1, -1, -1, group, -1])
    return torch.transpose(torch.reshape(wide, [x.size(0), x.size(1), self.heads(), self.head_dim()]), 1, 2)

  # A flat vector in the precision of the products, not filled; size is one int64.
  def vector(self: __torch__.Program, size: Tensor) -> Tensor:
    return torch.empty([int(size)], dtype=self.dtype(), device=ops.prim.device(size))

  # The rest is run without gradients and changes its first argument in place.

  # The first values of a scratch space, put into a vector from an index on, whatever the precision of either.
  def put(self: __torch__.Program, vector: Tensor, start: int, scratch: Tensor, count: int) -> Tensor:
    return torch.copy_(vector[start:(start + count)], scratch[:count])

  def part(self: __torch__.Program, vector: Tensor, start: int, end: int) -> Tensor:
    return vector[start:end]

  # A moving average: vector = decay * vector + (1 - decay) * other.
  def follow(self: __torch__.Program, vector: Tensor, other: Tensor, decay: float) -> Tensor:
    return torch.lerp_(vector, other, 1. - decay)

  # The gradient's norm before it was brought down to `clip`.
  def clip(self: __torch__.Program, gradient: Tensor, clip: float) -> Tensor:
    norm = torch.linalg_vector_norm(gradient, 2)
    if bool(torch.gt(norm, clip)):
      _0 = torch.mul_(gradient, clip / norm)
    return norm

  # Loshchilov and Hutter 2019. Matrices come first in the parameters and alone decay.
  def adamw(self: __torch__.Program, parameters: Tensor, gradient: Tensor, mean: Tensor, square: Tensor, step: int,
      matrices: int, rate: float, beta1: float, beta2: float, epsilon: float, decay: float) -> List[Tensor]:
    steps = [torch.full([], float(step), dtype=6, device=ops.prim.device(parameters))]
    none = annotate(List[Tensor], [])
    # results are given back, or the call would be taken for one without effect and left out
    changed = [parameters[:matrices]]
    torch._fused_adamw_(changed, [gradient[:matrices]], [mean[:matrices]], [square[:matrices]],
        none, steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False,
        maximize=False, grad_scale=None, found_inf=None)
    rest = [parameters[matrices:]]
    if matrices < parameters.size(0):
      torch._fused_adamw_(rest, [gradient[matrices:]], [mean[matrices:]], [square[matrices:]],
          none, steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=0., eps=epsilon, amsgrad=False,
          maximize=False, grad_scale=None, found_inf=None)
    return [changed[0], rest[0]]

  def rmsprop(self: __torch__.Program, parameters: Tensor, gradient: Tensor, square: Tensor, rate: float,
      decay: float, epsilon: float) -> Tensor:
    _0 = torch.addcmul_(torch.mul_(square, decay), gradient, gradient, value=1. - decay)
    return torch.addcdiv_(parameters, gradient, torch.add_(torch.sqrt(square), epsilon), value=-rate)

