// Gradient of attention by the queries. With P the weights, computed again from `stats`, and dP = dz·vᵀ:
// dq = scale · (P ∘ (dP − δ))·k, where δ = Σⱼ P dP = dz·z for every query; δ is left in `stats`.

// Threads of a workgroup, of those that work alone.
override threads: u32 = 32u;
override heads: u32 = 1u;
override queries: u32 = 1u;
override keys: u32 = 1u;
override key_width: u32 = 1u;
override value_width: u32 = 1u;
override scale: f32 = 1.0;
// Whether there is a mask; whether a query may attend no key after its own position.
override masked: u32 = 0u;
override causal: u32 = 0u;

// The heads as three nested loops, with the strides of every tensor; 0 repeats it.
override size1: u32 = 1u;
override size2: u32 = 1u;
override q0: u32 = 0u;
override q1: u32 = 0u;
override q2: u32 = 0u;
override k0: u32 = 0u;
override k1: u32 = 0u;
override k2: u32 = 0u;
override v0: u32 = 0u;
override v1: u32 = 0u;
override v2: u32 = 0u;
override z0: u32 = 0u;
override z1: u32 = 0u;
override z2: u32 = 0u;
override dz0: u32 = 0u;
override dz1: u32 = 0u;
override dz2: u32 = 0u;
override dq0: u32 = 0u;
override dq1: u32 = 0u;
override dq2: u32 = 0u;
override mask0: u32 = 0u;
override mask1: u32 = 0u;
override mask2: u32 = 0u;

// Distances between rows, within which elements are neighbours; those of the mask.
override q_row: u32 = 1u;
override k_row: u32 = 1u;
override v_row: u32 = 1u;
override z_row: u32 = 1u;
override dz_row: u32 = 1u;
override dq_row: u32 = 1u;
override mask_query: u32 = 0u;
override mask_key: u32 = 0u;

@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> z: array<f32>;
@group(0) @binding(4) var<storage, read> dz: array<f32>;
@group(0) @binding(5) var<storage, read> mask: array<f32>;
@group(0) @binding(6) var<storage, read_write> dq: array<f32>;
@group(0) @binding(7) var<storage, read_write> stats: array<f32>;

const AHEAD = vec4u(0u, 1u, 2u, 3u);

struct Head {
  q: u32,
  k: u32,
  v: u32,
  z: u32,
  dz: u32,
  dq: u32,
  mask: u32,
}

fn head_at(i0: u32, i1: u32, i2: u32) -> Head {
  return Head(
    i0 * q0 + i1 * q1 + i2 * q2,
    i0 * k0 + i1 * k1 + i2 * k2,
    i0 * v0 + i1 * v1 + i2 * v2,
    i0 * z0 + i1 * z1 + i2 * z2,
    i0 * dz0 + i1 * dz1 + i2 * dz2,
    i0 * dq0 + i1 * dq1 + i2 * dq2,
    i0 * mask0 + i1 * mask1 + i2 * mask2,
  );
}

// Column j is x · y[j]. A sum of these is a product of matrices.
fn outer(x: vec4f, y: vec4f) -> mat4x4f {
  return mat4x4f(x * y.x, x * y.y, x * y.z, x * y.w);
}

fn q_at(row: vec4u) -> vec4f {
  return vec4f(q[row.x], q[row.y], q[row.z], q[row.w]);
}

fn k_at(row: vec4u) -> vec4f {
  return vec4f(k[row.x], k[row.y], k[row.z], k[row.w]);
}

fn v_at(row: vec4u) -> vec4f {
  return vec4f(v[row.x], v[row.y], v[row.z], v[row.w]);
}

fn z_at(row: vec4u) -> vec4f {
  return vec4f(z[row.x], z[row.y], z[row.z], z[row.w]);
}

fn dz_at(row: vec4u) -> vec4f {
  return vec4f(dz[row.x], dz[row.y], dz[row.z], dz[row.w]);
}

fn dq_at(row: vec4u) -> vec4f {
  return vec4f(dq[row.x], dq[row.y], dq[row.z], dq[row.w]);
}

fn set_dq(row: vec4u, value: vec4f) {
  dq[row.x] = value.x;
  dq[row.y] = value.y;
  dq[row.z] = value.z;
  dq[row.w] = value.w;
}

// Statistic `which` of four queries.
fn stats_at(row: vec4u, which: u32) -> vec4f {
  let at = row * 3u + which;
  return vec4f(stats[at.x], stats[at.y], stats[at.z], stats[at.w]);
}

// Which of four queries the mask keeps from a key.
fn hidden(query: vec4u, key: u32, mask_start: u32) -> vec4<bool> {
  if (masked == 0u) {
    return vec4<bool>(false);
  }
  let at = mask_start + min(key, keys - 1u) * mask_key;
  if (mask_query == 0u) {
    return vec4<bool>(mask[at] == 0.0);
  }
  let i = at + query * mask_query;
  return vec4f(mask[i.x], mask[i.y], mask[i.z], mask[i.w]) == vec4f();
}

// Whether a key exists, and four queries may look so far.
fn within(query: vec4u, key: u32) -> vec4<bool> {
  return vec4<bool>(key < keys) & (vec4<bool>(causal == 0u) | (vec4u(key) <= query));
}

// Gradient of four scores of one key, from the products q·k and dz·v. A masked weight is 0·factor, which
// spoils it where the row is spoilt.
fn gradient(
  product: vec4f,
  dp: vec4f,
  query: vec4u,
  key: u32,
  mask_start: u32,
  shift: vec4f,
  factor: vec4f,
  delta: vec4f,
) -> vec4f {
  let score = product * scale;
  let out = hidden(query, key, mask_start);
  let lost = bitcast<vec4u>(score) == vec4u(0xff800000u);
  let p = select(exp(score - shift), vec4f(), out | lost) * factor;
  return select(vec4f(), p * (dp - delta) * scale, within(query, key) & !out);
}

fn gradients(
  products: mat4x4f,
  dp: mat4x4f,
  query: vec4u,
  key: u32,
  mask_start: u32,
  shift: vec4f,
  factor: vec4f,
  delta: vec4f,
) -> mat4x4f {
  return mat4x4f(
    gradient(products[0], dp[0], query, key, mask_start, shift, factor, delta),
    gradient(products[1], dp[1], query, key + 1u, mask_start, shift, factor, delta),
    gradient(products[2], dp[2], query, key + 2u, mask_start, shift, factor, delta),
    gradient(products[3], dp[3], query, key + 3u, mask_start, shift, factor, delta),
  );
}

// 8 queries a thread, in blocks of 8 keys; see block_per_thread in attention.wgsl.
@compute @workgroup_size(threads)
fn block_per_thread(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let across = (queries + 7u) / 8u;
  let block = id.x + id.y * groups.x * threads;
  let head = block / across;
  if (head >= heads) {
    return;
  }
  let start = head_at(head / (size2 * size1), head / size2 % size1, head % size2);
  let first = block % across * 8u;
  let row_a = min(first + AHEAD, vec4u(queries - 1u));
  let row_b = min(first + 4u + AHEAD, vec4u(queries - 1u));
  let q_a = start.q + row_a * q_row;
  let q_b = start.q + row_b * q_row;
  let dz_a = start.dz + row_a * dz_row;
  let dz_b = start.dz + row_b * dz_row;
  let dq_a = start.dq + row_a * dq_row;
  let dq_b = start.dq + row_b * dq_row;
  for (var d = 0u; d < key_width; d++) {
    set_dq(dq_a + d, vec4f());
    set_dq(dq_b + d, vec4f());
  }

  var delta_a = vec4f();
  var delta_b = vec4f();
  for (var c = 0u; c < value_width; c++) {
    delta_a += dz_at(dz_a + c) * z_at(start.z + row_a * z_row + c);
    delta_b += dz_at(dz_b + c) * z_at(start.z + row_b * z_row + c);
  }
  let stats_a = head * queries + row_a;
  let stats_b = head * queries + row_b;
  let shift_a = stats_at(stats_a, 0u);
  let shift_b = stats_at(stats_b, 0u);
  let factor_a = stats_at(stats_a, 1u);
  let factor_b = stats_at(stats_b, 1u);
  for (var i = 0u; i < 4u; i++) {
    stats[stats_a[i] * 3u + 2u] = delta_a[i];
    stats[stats_b[i] * 3u + 2u] = delta_b[i];
  }

  let end = select(keys, min(keys, row_b.w + 1u), causal == 1u);
  for (var j = 0u; j < end; j += 8u) {
    let key_0 = min(j + AHEAD, vec4u(keys - 1u));
    let key_1 = min(j + 4u + AHEAD, vec4u(keys - 1u));
    let k_0 = start.k + key_0 * k_row;
    let k_1 = start.k + key_1 * k_row;
    let v_0 = start.v + key_0 * v_row;
    let v_1 = start.v + key_1 * v_row;
    var a_0 = mat4x4f();
    var a_1 = mat4x4f();
    var b_0 = mat4x4f();
    var b_1 = mat4x4f();
    for (var d = 0u; d < key_width; d++) {
      let x_a = q_at(q_a + d);
      let x_b = q_at(q_b + d);
      let y_0 = k_at(k_0 + d);
      let y_1 = k_at(k_1 + d);
      a_0 += outer(x_a, y_0);
      a_1 += outer(x_a, y_1);
      b_0 += outer(x_b, y_0);
      b_1 += outer(x_b, y_1);
    }
    var da_0 = mat4x4f();
    var da_1 = mat4x4f();
    var db_0 = mat4x4f();
    var db_1 = mat4x4f();
    for (var c = 0u; c < value_width; c++) {
      let x_a = dz_at(dz_a + c);
      let x_b = dz_at(dz_b + c);
      let y_0 = v_at(v_0 + c);
      let y_1 = v_at(v_1 + c);
      da_0 += outer(x_a, y_0);
      da_1 += outer(x_a, y_1);
      db_0 += outer(x_b, y_0);
      db_1 += outer(x_b, y_1);
    }
    a_0 = gradients(a_0, da_0, row_a, j, start.mask, shift_a, factor_a, delta_a);
    a_1 = gradients(a_1, da_1, row_a, j + 4u, start.mask, shift_a, factor_a, delta_a);
    b_0 = gradients(b_0, db_0, row_b, j, start.mask, shift_b, factor_b, delta_b);
    b_1 = gradients(b_1, db_1, row_b, j + 4u, start.mask, shift_b, factor_b, delta_b);
    for (var d = 0u; d < key_width; d++) {
      let y_0 = k_at(k_0 + d);
      let y_1 = k_at(k_1 + d);
      let old_a = dq_at(dq_a + d);
      let old_b = dq_at(dq_b + d);
      set_dq(dq_a + d, old_a + a_0 * y_0 + a_1 * y_1);
      set_dq(dq_b + d, old_b + b_0 * y_0 + b_1 * y_1);
    }
  }
}

// Of a tile of 32 × 32 scores, eight times eight threads have four rows and columns each. Shared memory:
// what is multiplied at 0; scores of the tile, four rows side by side, at 256; sums of rows at 512.
var<workgroup> memory: array<vec4f, 576>;

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4.
fn share_q(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(queries - 1u));
    let value = q_at(start + row * q_row + min(at, key_width - 1u));
    memory[n % 16u * 8u + n / 16u] = select(vec4f(), value, at < key_width);
  }
}

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4, after 128.
fn share_k(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(keys - 1u));
    let value = k_at(start + row * k_row + min(at, key_width - 1u));
    memory[128u + n % 16u * 8u + n / 16u] = select(vec4f(), value, at < key_width);
  }
}

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4.
fn share_dz(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(queries - 1u));
    let value = dz_at(start + row * dz_row + min(at, value_width - 1u));
    memory[n % 16u * 8u + n / 16u] = select(vec4f(), value, at < value_width);
  }
}

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4, after 128.
fn share_v(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(keys - 1u));
    let value = v_at(start + row * v_row + min(at, value_width - 1u));
    memory[128u + n % 16u * 8u + n / 16u] = select(vec4f(), value, at < value_width);
  }
}

// 64 elements of 16 rows, from an element on: four elements side by side, a row at 16 · row.
fn share_k_rows(start: u32, first: u32, c: u32, thread: u32) {
  for (var n = thread; n < 256u; n += 64u) {
    let row = first + n / 16u;
    let at = c + n % 16u * 4u + AHEAD;
    let value = k_at(start + min(row, keys - 1u) * k_row + min(at, vec4u(key_width - 1u)));
    memory[n] = select(vec4f(), value, (at < vec4u(key_width)) & vec4<bool>(row < keys));
  }
}

// Four rows and columns of the product of what is shared.
fn shared_product(thread: u32) -> mat4x4f {
  var s = mat4x4f();
  for (var d = 0u; d < 128u; d += 8u) {
    s += outer(memory[d + thread / 8u], memory[128u + d + thread % 8u]);
  }
  return s;
}

fn share_scores(s: mat4x4f, thread: u32) {
  let at = 256u + thread % 8u * 32u + thread / 8u;
  memory[at] = s[0];
  memory[at + 8u] = s[1];
  memory[at + 16u] = s[2];
  memory[at + 24u] = s[3];
}

// The sum of what the eight threads of the same rows have.
fn row_sum(part: vec4f, thread: u32) -> vec4f {
  memory[512u + thread] = part;
  workgroupBarrier();
  var sum = vec4f();
  for (var i = 0u; i < 8u; i++) {
    sum += memory[512u + thread / 8u * 8u + i];
  }
  workgroupBarrier();
  return sum;
}

// Four rows of sums, and of their columns four and, 32 further, four more.
struct Sums {
  left: mat4x4f,
  right: mat4x4f,
}

// Adds the products of 16 columns of scores, from one on, and the rows that are shared.
fn add_rows(sums: Sums, first: u32, thread: u32) -> Sums {
  var left = sums.left;
  var right = sums.right;
  for (var i = 0u; i < 16u; i++) {
    let x = memory[256u + (first + i) * 8u + thread / 8u];
    left += outer(x, memory[16u * i + thread % 8u]);
    right += outer(x, memory[16u * i + 8u + thread % 8u]);
  }
  return Sums(left, right);
}

fn put_dq(rows: vec4u, present: vec4<bool>, c: u32, value: mat4x4f) {
  for (var n = 0u; n < 4u; n++) {
    for (var i = 0u; i < 4u; i++) {
      if (c + n < key_width && present[i]) {
        dq[rows[i] + c + n] = value[n][i];
      }
    }
  }
}

// A tile of 32 queries and 64 columns of dq for a group; see tile_per_group in attention.wgsl.
@compute @workgroup_size(64)
fn tile_per_group(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let tiles = (queries + 31u) / 32u;
  let strips = (key_width + 63u) / 64u;
  let tile = group.x + group.y * groups.x;
  let head = tile / (tiles * strips);
  if (head >= heads) {
    return;
  }
  let start = head_at(head / (size2 * size1), head / size2 % size1, head % size2);
  let first = tile / strips % tiles * 32u;
  let c = tile % strips * 64u;
  let wanted = first + thread / 8u * 4u + AHEAD;
  let row = min(wanted, vec4u(queries - 1u));

  let shift = stats_at(head * queries + row, 0u);
  let factor = stats_at(head * queries + row, 1u);
  var part = vec4f();
  for (var i = thread % 8u; i < value_width; i += 8u) {
    part += dz_at(start.dz + row * dz_row + i) * z_at(start.z + row * z_row + i);
  }
  let delta = row_sum(part, thread);
  let present = wanted < vec4u(queries);
  if (c == 0u && thread % 8u == 0u) {
    for (var i = 0u; i < 4u; i++) {
      if (present[i]) {
        stats[(head * queries + row[i]) * 3u + 2u] = delta[i];
      }
    }
  }

  var sums = Sums();
  let end = select(keys, min(keys, first + 32u), causal == 1u);
  for (var j = 0u; j < end; j += 32u) {
    var s = mat4x4f();
    for (var d = 0u; d < key_width; d += 16u) {
      share_q(start.q, first, d, thread);
      share_k(start.k, j, d, thread);
      workgroupBarrier();
      s += shared_product(thread);
      workgroupBarrier();
    }
    var ds = mat4x4f();
    for (var d = 0u; d < value_width; d += 16u) {
      share_dz(start.dz, first, d, thread);
      share_v(start.v, j, d, thread);
      workgroupBarrier();
      ds += shared_product(thread);
      workgroupBarrier();
    }
    let key = j + thread % 8u * 4u;
    share_scores(gradients(s, ds, row, key, start.mask, shift, factor, delta), thread);
    for (var i = 0u; i < 32u; i += 16u) {
      share_k_rows(start.k, j + i, c, thread);
      workgroupBarrier();
      sums = add_rows(sums, i, thread);
      workgroupBarrier();
    }
  }
  let rows = start.dq + row * dq_row;
  put_dq(rows, present, c + thread % 8u * 4u, sums.left);
  put_dq(rows, present, c + 32u + thread % 8u * 4u, sums.right);
}
