// Gradients of attention by keys and values. With P the weights, computed again from `stats`,
// dP = dz·vᵀ and dS = P ∘ (dP − δ): dv = Pᵀ·dz, dk = scale · dSᵀ·q. Every key gathers from all queries.

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
// Loops that share keys, and are summed over: those whose sizes are left out above.
override shared_heads: u32 = 1u;
override shared1: u32 = 1u;
override shared2: u32 = 1u;
override q0: u32 = 0u;
override q1: u32 = 0u;
override q2: u32 = 0u;
override k0: u32 = 0u;
override k1: u32 = 0u;
override k2: u32 = 0u;
override v0: u32 = 0u;
override v1: u32 = 0u;
override v2: u32 = 0u;
override dz0: u32 = 0u;
override dz1: u32 = 0u;
override dz2: u32 = 0u;
override dk0: u32 = 0u;
override dk1: u32 = 0u;
override dk2: u32 = 0u;
override dv0: u32 = 0u;
override dv1: u32 = 0u;
override dv2: u32 = 0u;
override mask0: u32 = 0u;
override mask1: u32 = 0u;
override mask2: u32 = 0u;
override rows0: u32 = 0u;
override rows1: u32 = 0u;
override rows2: u32 = 0u;

// Distances between rows, within which elements are neighbours; those of the mask.
override q_row: u32 = 1u;
override k_row: u32 = 1u;
override v_row: u32 = 1u;
override dz_row: u32 = 1u;
override dk_row: u32 = 1u;
override dv_row: u32 = 1u;
override mask_query: u32 = 0u;
override mask_key: u32 = 0u;

@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> dz: array<f32>;
@group(0) @binding(4) var<storage, read> mask: array<f32>;
@group(0) @binding(5) var<storage, read> stats: array<f32>;
@group(0) @binding(6) var<storage, read_write> dk: array<f32>;
@group(0) @binding(7) var<storage, read_write> dv: array<f32>;

const AHEAD = vec4u(0u, 1u, 2u, 3u);

struct Head {
  q: u32,
  k: u32,
  v: u32,
  dz: u32,
  dk: u32,
  dv: u32,
  mask: u32,
  rows: u32,
}

fn head_at(i0: u32, i1: u32, i2: u32) -> Head {
  return Head(
    i0 * q0 + i1 * q1 + i2 * q2,
    i0 * k0 + i1 * k1 + i2 * k2,
    i0 * v0 + i1 * v1 + i2 * v2,
    i0 * dz0 + i1 * dz1 + i2 * dz2,
    i0 * dk0 + i1 * dk1 + i2 * dk2,
    i0 * dv0 + i1 * dv1 + i2 * dv2,
    i0 * mask0 + i1 * mask1 + i2 * mask2,
    i0 * rows0 + i1 * rows1 + i2 * rows2,
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

fn dz_at(row: vec4u) -> vec4f {
  return vec4f(dz[row.x], dz[row.y], dz[row.z], dz[row.w]);
}

fn dk_at(row: vec4u) -> vec4f {
  return vec4f(dk[row.x], dk[row.y], dk[row.z], dk[row.w]);
}

fn dv_at(row: vec4u) -> vec4f {
  return vec4f(dv[row.x], dv[row.y], dv[row.z], dv[row.w]);
}

fn set_dk(row: vec4u, value: vec4f) {
  dk[row.x] = value.x;
  dk[row.y] = value.y;
  dk[row.z] = value.z;
  dk[row.w] = value.w;
}

fn set_dv(row: vec4u, value: vec4f) {
  dv[row.x] = value.x;
  dv[row.y] = value.y;
  dv[row.z] = value.z;
  dv[row.w] = value.w;
}

// 1 where the mask lets four queries look at four keys, one query a column.
fn kept(query: vec4u, key: vec4u, mask_start: u32) -> mat4x4f {
  let ones = vec4f(1.0);
  if (masked == 0u) {
    return mat4x4f(ones, ones, ones, ones);
  }
  let i = mask_start + query * mask_query;
  let j = key * mask_key;
  if (mask_query == 0u) {
    let keep = kept_keys(i.x + j);
    return mat4x4f(keep, keep, keep, keep);
  }
  return mat4x4f(kept_keys(i.x + j), kept_keys(i.y + j), kept_keys(i.z + j), kept_keys(i.w + j));
}

fn kept_keys(at: vec4u) -> vec4f {
  let factor = vec4f(mask[at.x], mask[at.y], mask[at.z], mask[at.w]);
  return select(vec4f(1.0), vec4f(), factor == vec4f());
}

// Whether a query exists, and may look as far as four keys.
fn within(query: u32, key: vec4u) -> vec4<bool> {
  return vec4<bool>(query < queries) & (vec4<bool>(causal == 0u) | (key <= vec4u(query)));
}

// Statistic `which` of four queries.
fn stats_at(row: vec4u, which: u32) -> vec4f {
  let at = row * 3u + which;
  return vec4f(stats[at.x], stats[at.y], stats[at.z], stats[at.w]);
}

// Weights of four keys for one query, from the products q·k. A masked weight is 0·factor, which spoils it
// where the row is spoilt.
fn weight(product: vec4f, query: u32, key: vec4u, keep: vec4f, shift: f32, factor: f32) -> vec4f {
  let score = product * scale;
  let lost = bitcast<vec4u>(score) == vec4u(0xff800000u);
  let p = select(exp(score - shift), vec4f(), (keep == vec4f()) | lost);
  return select(vec4f(), p * factor, within(query, key));
}

fn weights(
  products: mat4x4f,
  query: u32,
  key: vec4u,
  keep: mat4x4f,
  shift: vec4f,
  factor: vec4f,
) -> mat4x4f {
  return mat4x4f(
    weight(products[0], query, key, keep[0], shift.x, factor.x),
    weight(products[1], query + 1u, key, keep[1], shift.y, factor.y),
    weight(products[2], query + 2u, key, keep[2], shift.z, factor.z),
    weight(products[3], query + 3u, key, keep[3], shift.w, factor.w),
  );
}

// Gradients of the scores of four keys and one query, from their weights and the products dz·v.
fn gradient(p: vec4f, dp: vec4f, query: u32, key: vec4u, keep: vec4f, delta: f32) -> vec4f {
  let ds = p * (dp - delta) * scale;
  return select(vec4f(), ds, (keep != vec4f()) & within(query, key));
}

fn gradients(
  p: mat4x4f,
  dp: mat4x4f,
  query: u32,
  key: vec4u,
  keep: mat4x4f,
  delta: vec4f,
) -> mat4x4f {
  return mat4x4f(
    gradient(p[0], dp[0], query, key, keep[0], delta.x),
    gradient(p[1], dp[1], query + 1u, key, keep[1], delta.y),
    gradient(p[2], dp[2], query + 2u, key, keep[2], delta.z),
    gradient(p[3], dp[3], query + 3u, key, keep[3], delta.w),
  );
}

// 8 keys a thread, in blocks of 8 queries. Sums are kept in dk and dv, since the widths are not known
// beforehand. Keys past the end repeat the last one: they write what it writes.
@compute @workgroup_size(threads)
fn block_per_thread(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let across = (keys + 7u) / 8u;
  let block = id.x + id.y * groups.x * threads;
  let head = block / across;
  if (head >= heads) {
    return;
  }
  let i0 = head / (size2 * size1);
  let i1 = head / size2 % size1;
  let i2 = head % size2;
  let whole = head_at(i0, i1, i2);
  let first = block % across * 8u;
  let key_a = min(first + AHEAD, vec4u(keys - 1u));
  let key_b = min(first + 4u + AHEAD, vec4u(keys - 1u));
  let dk_a = whole.dk + key_a * dk_row;
  let dk_b = whole.dk + key_b * dk_row;
  let dv_a = whole.dv + key_a * dv_row;
  let dv_b = whole.dv + key_b * dv_row;
  for (var d = 0u; d < key_width; d++) {
    set_dk(dk_a + d, vec4f());
    set_dk(dk_b + d, vec4f());
  }
  for (var c = 0u; c < value_width; c++) {
    set_dv(dv_a + c, vec4f());
    set_dv(dv_b + c, vec4f());
  }

  for (var r = 0u; r < shared_heads; r++) {
    let start = head_at(
      i0 + r / (shared2 * shared1),
      i1 + r / shared2 % shared1,
      i2 + r % shared2,
    );
    let k_a = start.k + key_a * k_row;
    let k_b = start.k + key_b * k_row;
    let v_a = start.v + key_a * v_row;
    let v_b = start.v + key_b * v_row;
    for (var i = select(0u, first, causal == 1u); i < queries; i += 8u) {
      let row_0 = min(i + AHEAD, vec4u(queries - 1u));
      let row_1 = min(i + 4u + AHEAD, vec4u(queries - 1u));
      let q_0 = start.q + row_0 * q_row;
      let q_1 = start.q + row_1 * q_row;
      let dz_0 = start.dz + row_0 * dz_row;
      let dz_1 = start.dz + row_1 * dz_row;
      var a_0 = mat4x4f();
      var a_1 = mat4x4f();
      var b_0 = mat4x4f();
      var b_1 = mat4x4f();
      for (var d = 0u; d < key_width; d++) {
        let x_a = k_at(k_a + d);
        let x_b = k_at(k_b + d);
        let y_0 = q_at(q_0 + d);
        let y_1 = q_at(q_1 + d);
        a_0 += outer(x_a, y_0);
        a_1 += outer(x_a, y_1);
        b_0 += outer(x_b, y_0);
        b_1 += outer(x_b, y_1);
      }
      let shift_0 = stats_at(start.rows + row_0, 0u);
      let shift_1 = stats_at(start.rows + row_1, 0u);
      let factor_0 = stats_at(start.rows + row_0, 1u);
      let factor_1 = stats_at(start.rows + row_1, 1u);
      let keep_a_0 = kept(row_0, key_a, start.mask);
      let keep_a_1 = kept(row_1, key_a, start.mask);
      let keep_b_0 = kept(row_0, key_b, start.mask);
      let keep_b_1 = kept(row_1, key_b, start.mask);
      a_0 = weights(a_0, i, key_a, keep_a_0, shift_0, factor_0);
      a_1 = weights(a_1, i + 4u, key_a, keep_a_1, shift_1, factor_1);
      b_0 = weights(b_0, i, key_b, keep_b_0, shift_0, factor_0);
      b_1 = weights(b_1, i + 4u, key_b, keep_b_1, shift_1, factor_1);
      var da_0 = mat4x4f();
      var da_1 = mat4x4f();
      var db_0 = mat4x4f();
      var db_1 = mat4x4f();
      for (var c = 0u; c < value_width; c++) {
        let x_a = v_at(v_a + c);
        let x_b = v_at(v_b + c);
        let y_0 = dz_at(dz_0 + c);
        let y_1 = dz_at(dz_1 + c);
        da_0 += outer(x_a, y_0);
        da_1 += outer(x_a, y_1);
        db_0 += outer(x_b, y_0);
        db_1 += outer(x_b, y_1);
        let old_a = dv_at(dv_a + c);
        let old_b = dv_at(dv_b + c);
        set_dv(dv_a + c, old_a + a_0 * y_0 + a_1 * y_1);
        set_dv(dv_b + c, old_b + b_0 * y_0 + b_1 * y_1);
      }
      let delta_0 = stats_at(start.rows + row_0, 2u);
      let delta_1 = stats_at(start.rows + row_1, 2u);
      a_0 = gradients(a_0, da_0, i, key_a, keep_a_0, delta_0);
      a_1 = gradients(a_1, da_1, i + 4u, key_a, keep_a_1, delta_1);
      b_0 = gradients(b_0, db_0, i, key_b, keep_b_0, delta_0);
      b_1 = gradients(b_1, db_1, i + 4u, key_b, keep_b_1, delta_1);
      for (var d = 0u; d < key_width; d++) {
        let y_0 = q_at(q_0 + d);
        let y_1 = q_at(q_1 + d);
        let old_a = dk_at(dk_a + d);
        let old_b = dk_at(dk_b + d);
        set_dk(dk_a + d, old_a + a_0 * y_0 + a_1 * y_1);
        set_dk(dk_b + d, old_b + b_0 * y_0 + b_1 * y_1);
      }
    }
  }
}

// Of a tile of 32 × 32 scores, eight times eight threads have four rows and columns each. Shared memory:
// what is multiplied at 0; scores of the tile, four rows side by side, at 256; sums of rows at 512.
var<workgroup> memory: array<vec4f, 576>;

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4.
fn share_k(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(keys - 1u));
    let value = k_at(start + row * k_row + min(at, key_width - 1u));
    memory[n % 16u * 8u + n / 16u] = select(vec4f(), value, at < key_width);
  }
}

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4, after 128.
fn share_q(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(queries - 1u));
    let value = q_at(start + row * q_row + min(at, key_width - 1u));
    memory[128u + n % 16u * 8u + n / 16u] = select(vec4f(), value, at < key_width);
  }
}

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4.
fn share_v(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(keys - 1u));
    let value = v_at(start + row * v_row + min(at, value_width - 1u));
    memory[n % 16u * 8u + n / 16u] = select(vec4f(), value, at < value_width);
  }
}

// 16 elements of 32 rows, four rows side by side: element d at 8 · d + rows / 4, after 128.
fn share_dz(start: u32, first: u32, d: u32, thread: u32) {
  for (var n = thread; n < 128u; n += 64u) {
    let at = d + n % 16u;
    let row = min(first + n / 16u * 4u + AHEAD, vec4u(queries - 1u));
    let value = dz_at(start + row * dz_row + min(at, value_width - 1u));
    memory[128u + n % 16u * 8u + n / 16u] = select(vec4f(), value, at < value_width);
  }
}

// 64 elements of 16 rows, from an element on: four elements side by side, a row at 16 · row.
fn share_dz_rows(start: u32, first: u32, c: u32, thread: u32) {
  for (var n = thread; n < 256u; n += 64u) {
    let row = first + n / 16u;
    let at = c + n % 16u * 4u + AHEAD;
    let value = dz_at(start + min(row, queries - 1u) * dz_row + min(at, vec4u(value_width - 1u)));
    memory[n] = select(vec4f(), value, (at < vec4u(value_width)) & vec4<bool>(row < queries));
  }
}

// 64 elements of 16 rows, from an element on: four elements side by side, a row at 16 · row.
fn share_q_rows(start: u32, first: u32, c: u32, thread: u32) {
  for (var n = thread; n < 256u; n += 64u) {
    let row = first + n / 16u;
    let at = c + n % 16u * 4u + AHEAD;
    let value = q_at(start + min(row, queries - 1u) * q_row + min(at, vec4u(key_width - 1u)));
    memory[n] = select(vec4f(), value, (at < vec4u(key_width)) & vec4<bool>(row < queries));
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

fn put_dk(rows: vec4u, present: vec4<bool>, c: u32, value: mat4x4f) {
  for (var n = 0u; n < 4u; n++) {
    for (var i = 0u; i < 4u; i++) {
      if (c + n < key_width && present[i]) {
        dk[rows[i] + c + n] = value[n][i];
      }
    }
  }
}

fn put_dv(rows: vec4u, present: vec4<bool>, c: u32, value: mat4x4f) {
  for (var n = 0u; n < 4u; n++) {
    for (var i = 0u; i < 4u; i++) {
      if (c + n < value_width && present[i]) {
        dv[rows[i] + c + n] = value[n][i];
      }
    }
  }
}

// A tile of 32 keys and 64 columns of dk and dv for a group; see tile_per_group in attention.wgsl.
@compute @workgroup_size(64)
fn tile_per_group(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let tiles = (keys + 31u) / 32u;
  let strips = (max(key_width, value_width) + 63u) / 64u;
  let tile = group.x + group.y * groups.x;
  let head = tile / (tiles * strips);
  if (head >= heads) {
    return;
  }
  let i0 = head / (size2 * size1);
  let i1 = head / size2 % size1;
  let i2 = head % size2;
  let first = tile / strips % tiles * 32u;
  let c = tile % strips * 64u;
  let wanted = first + thread / 8u * 4u + AHEAD;
  let key = min(wanted, vec4u(keys - 1u));

  var key_sums = Sums();
  var value_sums = Sums();
  for (var r = 0u; r < shared_heads; r++) {
    let start = head_at(
      i0 + r / (shared2 * shared1),
      i1 + r / shared2 % shared1,
      i2 + r % shared2,
    );
    for (var j = select(0u, first, causal == 1u); j < queries; j += 32u) {
      let query = j + thread % 8u * 4u;
      let row = min(query + AHEAD, vec4u(queries - 1u));
      var s = mat4x4f();
      for (var d = 0u; d < key_width; d += 16u) {
        share_k(start.k, first, d, thread);
        share_q(start.q, j, d, thread);
        workgroupBarrier();
        s += shared_product(thread);
        workgroupBarrier();
      }
      let keep = kept(row, key, start.mask);
      let shift = stats_at(start.rows + row, 0u);
      s = weights(s, query, key, keep, shift, stats_at(start.rows + row, 1u));
      share_scores(s, thread);
      for (var i = 0u; i < 32u; i += 16u) {
        share_dz_rows(start.dz, j + i, c, thread);
        workgroupBarrier();
        value_sums = add_rows(value_sums, i, thread);
        workgroupBarrier();
      }
      var ds = mat4x4f();
      for (var d = 0u; d < value_width; d += 16u) {
        share_v(start.v, first, d, thread);
        share_dz(start.dz, j, d, thread);
        workgroupBarrier();
        ds += shared_product(thread);
        workgroupBarrier();
      }
      ds = gradients(s, ds, query, key, keep, stats_at(start.rows + row, 2u));
      share_scores(ds, thread);
      for (var i = 0u; i < 32u; i += 16u) {
        share_q_rows(start.q, j + i, c, thread);
        workgroupBarrier();
        key_sums = add_rows(key_sums, i, thread);
        workgroupBarrier();
      }
    }
  }
  let whole = head_at(i0, i1, i2);
  let present = wanted < vec4u(keys);
  let left = c + thread % 8u * 4u;
  put_dk(whole.dk + key * dk_row, present, left, key_sums.left);
  put_dk(whole.dk + key * dk_row, present, left + 32u, key_sums.right);
  put_dv(whole.dv + key * dv_row, present, left, value_sums.left);
  put_dv(whole.dv + key * dv_row, present, left + 32u, value_sums.right);
}
