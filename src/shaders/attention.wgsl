// Attention of every head: z = softmax(mask(scale · q·kᵀ))·v. Scores exist only in registers: blocks of
// 8 queries and 8 keys are weighed as they come, and what was summed so far is scaled down whenever
// a larger score turns up. `stats` gets for every query its largest score, 1 / Σ exp(score − largest),
// and room for what the gradient adds.

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
override mask0: u32 = 0u;
override mask1: u32 = 0u;
override mask2: u32 = 0u;

// Distances between rows, within which elements are neighbours; those of the mask.
override q_row: u32 = 1u;
override k_row: u32 = 1u;
override v_row: u32 = 1u;
override z_row: u32 = 1u;
override mask_query: u32 = 0u;
override mask_key: u32 = 0u;

@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read_write> z: array<f32>;
@group(0) @binding(5) var<storage, read_write> stats: array<f32>;

// Stands for a score of −∞, or one that is masked; and for one that spoils its row: NaN or +∞.
// Arithmetic may assume that there are no such numbers, so they are recognised by their bits.
const LOWEST = -3.4028234663852886e38;
const HIGHEST = 3.4028234663852886e38;
const AHEAD = vec4u(0u, 1u, 2u, 3u);

struct Head {
  q: u32,
  k: u32,
  v: u32,
  z: u32,
  mask: u32,
}

fn head_at(i0: u32, i1: u32, i2: u32) -> Head {
  return Head(
    i0 * q0 + i1 * q1 + i2 * q2,
    i0 * k0 + i1 * k1 + i2 * k2,
    i0 * v0 + i1 * v1 + i2 * v2,
    i0 * z0 + i1 * z1 + i2 * z2,
    i0 * mask0 + i1 * mask1 + i2 * mask2,
  );
}

fn is_nan(x: vec4f) -> vec4<bool> {
  return (bitcast<vec4u>(x) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u);
}

// Column j is x · y[j]. A sum of these is a product of matrices.
fn outer(x: vec4f, y: vec4f) -> mat4x4f {
  return mat4x4f(x * y.x, x * y.y, x * y.z, x * y.w);
}

// Scores of four queries and one key, from their products.
fn scored(product: vec4f, query: vec4u, key: u32, mask_start: u32) -> vec4f {
  let score = product * scale;
  let bits = bitcast<vec4u>(score);
  let odd = (bits << vec4u(1u)) >= vec4u(0xff000000u);
  let marked = select(vec4f(HIGHEST), vec4f(LOWEST), bits == vec4u(0xff800000u));
  var hidden = vec4<bool>(key >= keys);
  if (causal == 1u) {
    hidden = hidden | (vec4u(key) > query);
  }
  if (masked == 1u) {
    let at = mask_start + min(key, keys - 1u) * mask_key;
    if (mask_query == 0u) {
      hidden = hidden | vec4<bool>(mask[at] == 0.0);
    } else {
      let i = at + query * mask_query;
      hidden = hidden | (vec4f(mask[i.x], mask[i.y], mask[i.z], mask[i.w]) == vec4f());
    }
  }
  return select(select(score, marked, odd), vec4f(LOWEST), hidden);
}

fn scores(products: mat4x4f, query: vec4u, key: u32, mask_start: u32) -> mat4x4f {
  return mat4x4f(
    scored(products[0], query, key, mask_start),
    scored(products[1], query, key + 1u, mask_start),
    scored(products[2], query, key + 2u, mask_start),
    scored(products[3], query, key + 3u, mask_start),
  );
}

fn largest(s: mat4x4f) -> vec4f {
  return max(max(s[0], s[1]), max(s[2], s[3]));
}

fn exponential(score: vec4f, shift: vec4f) -> vec4f {
  return select(exp(score - shift), vec4f(), score == vec4f(LOWEST));
}

fn exponentials(s: mat4x4f, shift: vec4f) -> mat4x4f {
  return mat4x4f(
    exponential(s[0], shift),
    exponential(s[1], shift),
    exponential(s[2], shift),
    exponential(s[3], shift),
  );
}

fn total(p: mat4x4f) -> vec4f {
  return (p[0] + p[1]) + (p[2] + p[3]);
}

// 1 / sum; 0 where everything is masked, NaN where a score has spoilt the row.
fn factors(shift: vec4f, sum: vec4f) -> vec4f {
  let factor = select(1.0 / sum, vec4f(), sum == vec4f());
  return bitcast<vec4f>(
    select(bitcast<vec4u>(factor), vec4u(0x7fc00000u), shift == vec4f(HIGHEST)),
  );
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

fn set_z(row: vec4u, value: vec4f) {
  z[row.x] = value.x;
  z[row.y] = value.y;
  z[row.z] = value.z;
  z[row.w] = value.w;
}

fn set_stats(head: u32, row: vec4u, shift: vec4f, factor: vec4f) {
  let at = (head * queries + row) * 3u;
  let finite = select(shift, vec4f(), abs(shift) == vec4f(HIGHEST));
  for (var i = 0u; i < 4u; i++) {
    stats[at[i]] = finite[i];
    stats[at[i] + 1u] = factor[i];
    stats[at[i] + 2u] = 0.0;
  }
}

// 8 queries a thread, which sums in z itself, since the width is not known beforehand. Queries past
// the end repeat the last one: they write what it writes.
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
  let z_a = start.z + row_a * z_row;
  let z_b = start.z + row_b * z_row;
  for (var c = 0u; c < value_width; c++) {
    set_z(z_a + c, vec4f());
    set_z(z_b + c, vec4f());
  }

  var shift_a = vec4f(LOWEST);
  var shift_b = vec4f(LOWEST);
  var sum_a = vec4f();
  var sum_b = vec4f();
  let end = select(keys, min(keys, row_b.w + 1u), causal == 1u);
  for (var j = 0u; j < end; j += 8u) {
    let key_0 = min(j + AHEAD, vec4u(keys - 1u));
    let key_1 = min(j + 4u + AHEAD, vec4u(keys - 1u));
    var a_0 = mat4x4f();
    var a_1 = mat4x4f();
    var b_0 = mat4x4f();
    var b_1 = mat4x4f();
    let k_0 = start.k + key_0 * k_row;
    let k_1 = start.k + key_1 * k_row;
    for (var d = 0u; d < key_width; d++) {
      let x_a = q_at(q_a + d);
      let x_b = q_at(q_b + d);
      let y_0 = k_at(k_0 + d);
      a_0 += outer(x_a, y_0);
      b_0 += outer(x_b, y_0);
      let y_1 = k_at(k_1 + d);
      a_1 += outer(x_a, y_1);
      b_1 += outer(x_b, y_1);
    }
    a_0 = scores(a_0, row_a, j, start.mask);
    a_1 = scores(a_1, row_a, j + 4u, start.mask);
    b_0 = scores(b_0, row_b, j, start.mask);
    b_1 = scores(b_1, row_b, j + 4u, start.mask);

    let larger_a = max(largest(a_0), largest(a_1));
    let larger_b = max(largest(b_0), largest(b_1));
    let old_a = shift_a;
    let old_b = shift_b;
    shift_a = max(shift_a, larger_a);
    shift_b = max(shift_b, larger_b);
    let less_a = exp(old_a - shift_a);
    let less_b = exp(old_b - shift_b);
    a_0 = exponentials(a_0, shift_a);
    a_1 = exponentials(a_1, shift_a);
    b_0 = exponentials(b_0, shift_b);
    b_1 = exponentials(b_1, shift_b);
    sum_a = sum_a * less_a + (total(a_0) + total(a_1));
    sum_b = sum_b * less_b + (total(b_0) + total(b_1));

    let v_0 = start.v + key_0 * v_row;
    let v_1 = start.v + key_1 * v_row;
    for (var c = 0u; c < value_width; c++) {
      let y_0 = v_at(v_0 + c);
      let y_1 = v_at(v_1 + c);
      let old_a = z_at(z_a + c) * less_a;
      let old_b = z_at(z_b + c) * less_b;
      set_z(z_a + c, old_a + a_0 * y_0 + a_1 * y_1);
      set_z(z_b + c, old_b + b_0 * y_0 + b_1 * y_1);
    }
  }

  let factor_a = factors(shift_a, sum_a);
  let factor_b = factors(shift_b, sum_b);
  for (var c = 0u; c < value_width; c++) {
    let sum_a = z_at(z_a + c);
    let sum_b = z_at(z_b + c);
    set_z(z_a + c, select(sum_a * factor_a, factor_a, is_nan(factor_a)));
    set_z(z_b + c, select(sum_b * factor_b, factor_b, is_nan(factor_b)));
  }
  set_stats(head, row_a, shift_a, factor_a);
  set_stats(head, row_b, shift_b, factor_b);
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

// 64 elements of 16 rows, from an element on: four elements side by side, a row at 16 · row.
fn share_v_rows(start: u32, first: u32, c: u32, thread: u32) {
  for (var n = thread; n < 256u; n += 64u) {
    let row = first + n / 16u;
    let at = c + n % 16u * 4u + AHEAD;
    let value = v_at(start + min(row, keys - 1u) * v_row + min(at, vec4u(value_width - 1u)));
    memory[n] = select(vec4f(), value, (at < vec4u(value_width)) & vec4<bool>(row < keys));
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

// The largest of what the eight threads of the same rows have.
fn row_largest(part: vec4f, thread: u32) -> vec4f {
  memory[512u + thread] = part;
  workgroupBarrier();
  var most = vec4f(LOWEST);
  for (var i = 0u; i < 8u; i++) {
    most = max(most, memory[512u + thread / 8u * 8u + i]);
  }
  workgroupBarrier();
  return most;
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

fn scaled(sums: mat4x4f, factor: vec4f) -> mat4x4f {
  return mat4x4f(sums[0] * factor, sums[1] * factor, sums[2] * factor, sums[3] * factor);
}

fn finish(sum: vec4f, factor: vec4f) -> vec4f {
  return select(sum * factor, factor, is_nan(factor));
}

fn finished(sums: mat4x4f, factor: vec4f) -> mat4x4f {
  return mat4x4f(
    finish(sums[0], factor),
    finish(sums[1], factor),
    finish(sums[2], factor),
    finish(sums[3], factor),
  );
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

fn put_z(rows: vec4u, present: vec4<bool>, c: u32, value: mat4x4f) {
  for (var n = 0u; n < 4u; n++) {
    for (var i = 0u; i < 4u; i++) {
      if (c + n < value_width && present[i]) {
        z[rows[i] + c + n] = value[n][i];
      }
    }
  }
}

// A tile of 32 queries and 64 columns of z for a group; where there are more columns, several groups
// compute the same scores.
@compute @workgroup_size(64)
fn tile_per_group(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let tiles = (queries + 31u) / 32u;
  let strips = (value_width + 63u) / 64u;
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

  var shift = vec4f(LOWEST);
  var part = vec4f();
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
    s = scores(s, row, j + thread % 8u * 4u, start.mask);
    let old = shift;
    shift = max(shift, row_largest(largest(s), thread));
    let less = exp(old - shift);
    s = exponentials(s, shift);
    part = part * less + total(s);
    share_scores(s, thread);
    sums = Sums(scaled(sums.left, less), scaled(sums.right, less));
    for (var i = 0u; i < 32u; i += 16u) {
      share_v_rows(start.v, j + i, c, thread);
      workgroupBarrier();
      sums = add_rows(sums, i, thread);
      workgroupBarrier();
    }
  }

  let factor = factors(shift, row_sum(part, thread));
  let present = wanted < vec4u(queries);
  let rows = start.z + row * z_row;
  put_z(rows, present, c + thread % 8u * 4u, finished(sums.left, factor));
  put_z(rows, present, c + 32u + thread % 8u * 4u, finished(sums.right, factor));
  if (c == 0u && thread % 8u == 0u) {
    set_stats(head, row, shift, factor);
  }
}
