// c = act(alpha · (a · b) + bias) + residual (or times the slope there) for every matrix of a batch, all of them read and written
// at strides. Results are computed in blocks of 8 × 8 or 16 × 8 that stay in registers, so that every
// value that is loaded is used many times. Entry points differ in what they bind: a and b, then the
// bias and the residual where there are any, then c; those named `grouped` compute two or three products
// alike, each operand of which lies in one buffer, biases in that of b. Each has two ways: alone, a thread computes a block
// without waiting for others; in those named `…_together`, 64 threads compute a tile from workgroup
// memory, or share the long sums of one small block.
override batches: u32 = 1u;
override rows: u32 = 1u;
override cols: u32 = 1u;
override inner: u32 = 1u;

// Where elements lie. Products of a group have offsets of their own; a single one has the first.
override a_row: u32 = 1u;
override a_inner: u32 = 1u;
override b_inner: u32 = 1u;
override b_col: u32 = 1u;
override c_row: u32 = 1u;
override c_col: u32 = 1u;
override a_offset0: u32 = 0u;
override a_offset1: u32 = 0u;
override a_offset2: u32 = 0u;
override b_offset0: u32 = 0u;
override b_offset1: u32 = 0u;
override b_offset2: u32 = 0u;
override bias_offset0: u32 = 0u;
override bias_offset1: u32 = 0u;
override bias_offset2: u32 = 0u;
override residual_offset: u32 = 0u;
override c_offset: u32 = 0u;

// The batch as four nested loops with the strides of all three; 0 repeats a matrix.
override size1: u32 = 1u;
override size2: u32 = 1u;
override size3: u32 = 1u;
override a0: u32 = 0u;
override a1: u32 = 0u;
override a2: u32 = 0u;
override a3: u32 = 0u;
override b0: u32 = 0u;
override b1: u32 = 0u;
override b2: u32 = 0u;
override b3: u32 = 0u;
override c0: u32 = 0u;
override c1: u32 = 0u;
override c2: u32 = 0u;
override c3: u32 = 0u;

// A sum of so many products, whose operands lie so far from one to the next.
override terms: u32 = 1u;
override a_term: u32 = 0u;
override b_term: u32 = 0u;

override products: u32 = 1u;
override alpha: f32 = 1.0;
override activation: u32 = 0u; // 0 none, 1 ReLU, 2 tanh, 3 sigmoid
// What a residual is: 0 something to add, else results of this activation, whose slopes are factors.
override slope: u32 = 0u;
override grouped_bias: u32 = 0u; // whether the products of a group have biases

// Threads of a workgroup in which each has a block of its own.
override threads: u32 = 32u;
// Rows of such a block, 8 or 16.
override height: u32 = 8u;

// What 64 threads do together: 0 tiles of 32 × 32, 1 tiles of 64 × 64, 2 a long sum for 4 × 4 results.
override together: u32 = 0u;

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read> residual_2: array<f32>;
@group(0) @binding(3) var<storage, read> residual_3: array<f32>;
@group(0) @binding(2) var<storage, read_write> c_2: array<f32>;
@group(0) @binding(3) var<storage, read_write> c_3: array<f32>;
@group(0) @binding(4) var<storage, read_write> c_4: array<f32>;

// The sums of a thread: eight of each row.
alias Values = array<f32, 128>;

// Where they lie: in which product, where its matrices start, the first row and column, where rows and
// columns end, and how many rows there are. After each four, rows and columns go on after a gap.
struct Place {
  product: u32,
  a: u32,
  b: u32,
  c: u32,
  row: u32,
  col: u32,
  rows_end: u32,
  cols_end: u32,
  height: u32,
  gap: u32,
}

// The block of so many rows and columns with this number. Past the last one, rows end at 0.
fn place_of(block: u32, tall: u32, wide: u32) -> Place {
  let across = (cols + wide - 1u) / wide;
  let down = (rows + tall - 1u) / tall;
  let strip = block / across;
  let matrix = strip / down;
  let product = matrix / batches;
  let batch = matrix - product * batches;
  let r3 = batch / size3;
  let r2 = r3 / size2;
  let i0 = r2 / size1;
  let i1 = r2 - i0 * size1;
  let i2 = r3 - r2 * size2;
  let i3 = batch - r3 * size3;
  return Place(
    product,
    select(select(a_offset0, a_offset1, product == 1u), a_offset2, product == 2u)
      + i0 * a0 + i1 * a1 + i2 * a2 + i3 * a3,
    select(select(b_offset0, b_offset1, product == 1u), b_offset2, product == 2u)
      + i0 * b0 + i1 * b1 + i2 * b2 + i3 * b3,
    i0 * c0 + i1 * c1 + i2 * c2 + i3 * c3,
    (strip - matrix * down) * tall,
    (block - strip * across) * wide,
    select(0u, rows, product < products),
    cols,
    tall,
    4u,
  );
}

fn four_rows(place: Place, first: u32) -> vec4u {
  return place.a + min(place.row + first + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u)) * a_row;
}

fn four_cols(place: Place, first: u32) -> vec4u {
  return place.b + min(place.col + first + vec4u(0u, 1u, 2u, 3u), vec4u(cols - 1u)) * b_col;
}

// Rows and columns past the end are read at the last valid one and never written. Row i has its left
// half in l and its right half in r.
fn block_of(place: Place) -> Values {
  let rows0 = four_rows(place, 0u);
  let rows1 = four_rows(place, 4u);
  let rows2 = four_rows(place, 8u);
  let rows3 = four_rows(place, 12u);
  let left = four_cols(place, 0u);
  let right = four_cols(place, 4u);
  var l0 = vec4f(); var r0 = vec4f();
  var l1 = vec4f(); var r1 = vec4f();
  var l2 = vec4f(); var r2 = vec4f();
  var l3 = vec4f(); var r3 = vec4f();
  var l4 = vec4f(); var r4 = vec4f();
  var l5 = vec4f(); var r5 = vec4f();
  var l6 = vec4f(); var r6 = vec4f();
  var l7 = vec4f(); var r7 = vec4f();
  var l8 = vec4f(); var r8 = vec4f();
  var l9 = vec4f(); var r9 = vec4f();
  var l10 = vec4f(); var r10 = vec4f();
  var l11 = vec4f(); var r11 = vec4f();
  var l12 = vec4f(); var r12 = vec4f();
  var l13 = vec4f(); var r13 = vec4f();
  var l14 = vec4f(); var r14 = vec4f();
  var l15 = vec4f(); var r15 = vec4f();
  for (var t = 0u; t < terms; t++) {
    for (var k = 0u; k < inner; k++) {
      let p = t * a_term + k * a_inner;
      let q = t * b_term + k * b_inner;
      let x = vec4f(b[left.x + q], b[left.y + q], b[left.z + q], b[left.w + q]);
      var y = vec4f();
      if (cols > 4u) {
        y = vec4f(b[right.x + q], b[right.y + q], b[right.z + q], b[right.w + q]);
      }
      let u0 = a[rows0.x + p]; l0 += u0 * x; r0 += u0 * y;
      let u1 = a[rows0.y + p]; l1 += u1 * x; r1 += u1 * y;
      let u2 = a[rows0.z + p]; l2 += u2 * x; r2 += u2 * y;
      let u3 = a[rows0.w + p]; l3 += u3 * x; r3 += u3 * y;
      if (rows > 4u) {
        let u4 = a[rows1.x + p]; l4 += u4 * x; r4 += u4 * y;
        let u5 = a[rows1.y + p]; l5 += u5 * x; r5 += u5 * y;
        let u6 = a[rows1.z + p]; l6 += u6 * x; r6 += u6 * y;
        let u7 = a[rows1.w + p]; l7 += u7 * x; r7 += u7 * y;
      }
      if (height > 8u) {
        let u8 = a[rows2.x + p]; l8 += u8 * x; r8 += u8 * y;
        let u9 = a[rows2.y + p]; l9 += u9 * x; r9 += u9 * y;
        let u10 = a[rows2.z + p]; l10 += u10 * x; r10 += u10 * y;
        let u11 = a[rows2.w + p]; l11 += u11 * x; r11 += u11 * y;
        let u12 = a[rows3.x + p]; l12 += u12 * x; r12 += u12 * y;
        let u13 = a[rows3.y + p]; l13 += u13 * x; r13 += u13 * y;
        let u14 = a[rows3.z + p]; l14 += u14 * x; r14 += u14 * y;
        let u15 = a[rows3.w + p]; l15 += u15 * x; r15 += u15 * y;
      }
    }
  }
  return Values(
    l0.x, l0.y, l0.z, l0.w, r0.x, r0.y, r0.z, r0.w,
    l1.x, l1.y, l1.z, l1.w, r1.x, r1.y, r1.z, r1.w,
    l2.x, l2.y, l2.z, l2.w, r2.x, r2.y, r2.z, r2.w,
    l3.x, l3.y, l3.z, l3.w, r3.x, r3.y, r3.z, r3.w,
    l4.x, l4.y, l4.z, l4.w, r4.x, r4.y, r4.z, r4.w,
    l5.x, l5.y, l5.z, l5.w, r5.x, r5.y, r5.z, r5.w,
    l6.x, l6.y, l6.z, l6.w, r6.x, r6.y, r6.z, r6.w,
    l7.x, l7.y, l7.z, l7.w, r7.x, r7.y, r7.z, r7.w,
    l8.x, l8.y, l8.z, l8.w, r8.x, r8.y, r8.z, r8.w,
    l9.x, l9.y, l9.z, l9.w, r9.x, r9.y, r9.z, r9.w,
    l10.x, l10.y, l10.z, l10.w, r10.x, r10.y, r10.z, r10.w,
    l11.x, l11.y, l11.z, l11.w, r11.x, r11.y, r11.z, r11.w,
    l12.x, l12.y, l12.z, l12.w, r12.x, r12.y, r12.z, r12.w,
    l13.x, l13.y, l13.z, l13.w, r13.x, r13.y, r13.z, r13.w,
    l14.x, l14.y, l14.z, l14.w, r14.x, r14.y, r14.z, r14.w,
    l15.x, l15.y, l15.z, l15.w, r15.x, r15.y, r15.z, r15.w,
  );
}

// NaN is recognised by its bits: arithmetic may assume that there is none.
fn activated(v: f32) -> f32 {
  if (activation == 0u || (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u) {
    return v;
  }
  switch (activation) {
    case 1u: {
      return select(v, 0.0, v <= 0.0);
    }
    case 2u: {
      // Some drivers compute tanh by exponentials that overflow; beyond 15 it is ±1.
      return tanh(clamp(v, -15.0, 15.0));
    }
    default: {
      return 1.0 / (1.0 + exp(-clamp(v, -88.0, 88.0)));
    }
  }
}

// Where a result and the one in the same place of the right half lie: their column, where columns end
// for them, the position in c without the offset, and which sum is the first's.
struct Cell {
  col: u32,
  end: u32,
  at: u32,
  sum: u32,
}

fn cell_of(place: Place, n: u32) -> Cell {
  let row = place.row + ((n >> 2u) & 3u) + (n >> 4u) * place.gap;
  let col = place.col + (n & 3u);
  let end = select(0u, place.cols_end, row < place.rows_end);
  return Cell(col, end, place.c + row * c_row + col * c_col, n + (n & 124u));
}

// The biases of a group lie in the same buffer as b.
fn grouped_value(product: u32, col: u32, sum: f32) -> f32 {
  if (grouped_bias == 0u) {
    return activated(alpha * sum);
  }
  let start = select(select(bias_offset0, bias_offset1, product == 1u), bias_offset2, product == 2u);
  return activated(alpha * sum + b[start + col]);
}

fn put_plain(at: u32, sum: f32) {
  c_2[c_offset + at] = activated(alpha * sum);
}

fn store_plain(place: Place, values: Values) {
  var v = values;
  for (var n = 0u; n < 4u * place.height; n++) {
    let cell = cell_of(place, n);
    if (cell.col < cell.end) {
      put_plain(cell.at, v[cell.sum]);
    }
    if (cell.col + place.gap < cell.end) {
      let at = cell.at + place.gap * c_col;
      put_plain(at, v[cell.sum + 4u]);
    }
  }
}

fn put_biased(at: u32, col: u32, sum: f32) {
  c_3[c_offset + at] = activated(alpha * sum + bias[bias_offset0 + col]);
}

fn store_biased(place: Place, values: Values) {
  var v = values;
  for (var n = 0u; n < 4u * place.height; n++) {
    let cell = cell_of(place, n);
    if (cell.col < cell.end) {
      put_biased(cell.at, cell.col, v[cell.sum]);
    }
    if (cell.col + place.gap < cell.end) {
      let at = cell.at + place.gap * c_col;
      put_biased(at, cell.col + place.gap, v[cell.sum + 4u]);
    }
  }
}

fn with_residual(v: f32, r: f32) -> f32 {
  switch (slope) {
    case 0u: {
      return v + r;
    }
    case 1u: {
      return select(v, 0.0, r <= 0.0);
    }
    case 2u: {
      return v * (1.0 - r * r);
    }
    default: {
      return v * r * (1.0 - r);
    }
  }
}

fn put_residual(at: u32, sum: f32) {
  c_3[c_offset + at] = with_residual(activated(alpha * sum), residual_2[residual_offset + at]);
}

fn store_residual(place: Place, values: Values) {
  var v = values;
  for (var n = 0u; n < 4u * place.height; n++) {
    let cell = cell_of(place, n);
    if (cell.col < cell.end) {
      put_residual(cell.at, v[cell.sum]);
    }
    if (cell.col + place.gap < cell.end) {
      let at = cell.at + place.gap * c_col;
      put_residual(at, v[cell.sum + 4u]);
    }
  }
}

fn put_biased_residual(at: u32, col: u32, sum: f32) {
  let value = activated(alpha * sum + bias[bias_offset0 + col]);
  c_4[c_offset + at] = with_residual(value, residual_3[residual_offset + at]);
}

fn store_biased_residual(place: Place, values: Values) {
  var v = values;
  for (var n = 0u; n < 4u * place.height; n++) {
    let cell = cell_of(place, n);
    if (cell.col < cell.end) {
      put_biased_residual(cell.at, cell.col, v[cell.sum]);
    }
    if (cell.col + place.gap < cell.end) {
      let at = cell.at + place.gap * c_col;
      put_biased_residual(at, cell.col + place.gap, v[cell.sum + 4u]);
    }
  }
}

fn put_grouped2(product: u32, at: u32, col: u32, sum: f32) {
  let value = grouped_value(product, col, sum);
  if (product == 0u) {
    c_2[c_offset + at] = value;
  } else {
    c_3[c_offset + at] = value;
  }
}

fn store_grouped2(place: Place, values: Values) {
  var v = values;
  for (var n = 0u; n < 4u * place.height; n++) {
    let cell = cell_of(place, n);
    if (cell.col < cell.end) {
      put_grouped2(place.product, cell.at, cell.col, v[cell.sum]);
    }
    if (cell.col + place.gap < cell.end) {
      let at = cell.at + place.gap * c_col;
      put_grouped2(place.product, at, cell.col + place.gap, v[cell.sum + 4u]);
    }
  }
}

fn put_grouped3(product: u32, at: u32, col: u32, sum: f32) {
  let value = grouped_value(product, col, sum);
  if (product == 0u) {
    c_2[c_offset + at] = value;
  } else if (product == 1u) {
    c_3[c_offset + at] = value;
  } else {
    c_4[c_offset + at] = value;
  }
}

fn store_grouped3(place: Place, values: Values) {
  var v = values;
  for (var n = 0u; n < 4u * place.height; n++) {
    let cell = cell_of(place, n);
    if (cell.col < cell.end) {
      put_grouped3(place.product, cell.at, cell.col, v[cell.sum]);
    }
    if (cell.col + place.gap < cell.end) {
      let at = cell.at + place.gap * c_col;
      put_grouped3(place.product, at, cell.col + place.gap, v[cell.sum + 4u]);
    }
  }
}

fn outer(column: vec4f, row: vec4f) -> mat4x4f {
  return mat4x4f(column.x * row, column.y * row, column.z * row, column.w * row);
}

var<workgroup> memory: array<vec4f, 512>;

// Where the k-th of all inner elements of a row or a column lies, those of further terms after the first's.
fn along_a(k: u32) -> u32 {
  let at = min(k, terms * inner - 1u);
  return select((at / inner) * a_term + (at % inner) * a_inner, at * a_inner, terms == 1u);
}

fn along_b(k: u32) -> u32 {
  let at = min(k, terms * inner - 1u);
  return select((at / inner) * b_term + (at % inner) * b_inner, at * b_inner, terms == 1u);
}

// A tile, of which each thread has four rows and columns, or eight: four and four more after a gap.
// Of 16 inner indices at a time, a's column of the tile lies at 16 · k, b's row at 256 + 16 · k.
fn tile_of(place: Place, thread: u32) -> Values {
  let fours = select(8u, 16u, together == 1u);
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  for (var first = 0u; first < terms * inner; first += 16u) {
    for (var n = thread; n < 16u * fours; n += 64u) {
      // Neighbouring threads read neighbouring elements, whichever index these differ in.
      let along = vec2u(n % 16u, n / 16u);
      let across = vec2u(n / fours, n % fours);
      let at_a = select(across, along, a_inner == 1u);
      let at_b = select(across, along, b_inner == 1u);
      let p = four_rows(place, 4u * at_a.y) + along_a(first + at_a.x);
      let q = four_cols(place, 4u * at_b.y) + along_b(first + at_b.x);
      let u = vec4f(a[p.x], a[p.y], a[p.z], a[p.w]);
      let x = vec4f(b[q.x], b[q.y], b[q.z], b[q.w]);
      memory[16u * at_a.x + at_a.y] = select(vec4f(), u, first + at_a.x < terms * inner);
      memory[256u + 16u * at_b.x + at_b.y] = select(vec4f(), x, first + at_b.x < terms * inner);
    }
    workgroupBarrier();
    for (var k = 0u; k < 256u; k += 16u) {
      let u = memory[k + thread / 8u];
      let x = memory[256u + k + thread % 8u];
      top_left += outer(u, x);
      if (together == 1u) {
        let v = memory[k + 8u + thread / 8u];
        let y = memory[264u + k + thread % 8u];
        top_right += outer(u, y);
        bottom_left += outer(v, x);
        bottom_right += outer(v, y);
      }
    }
    workgroupBarrier();
  }
  var values = Values();
  for (var n = 0u; n < 16u; n++) {
    let at = 8u * (n / 4u) + n % 4u;
    values[at] = top_left[n / 4u][n % 4u];
    values[at + 4u] = top_right[n / 4u][n % 4u];
    values[at + 32u] = bottom_left[n / 4u][n % 4u];
    values[at + 36u] = bottom_right[n / 4u][n % 4u];
  }
  return values;
}

// Each thread takes every 64th inner index of 4 × 4 results; their sums are added in a fixed order.
// The first four threads return a row each.
fn long_sum(place: Place, thread: u32) -> vec4f {
  let row = four_rows(place, 0u);
  let col = four_cols(place, 0u);
  var part = mat4x4f();
  for (var k = thread; k < terms * inner; k += 64u) {
    let p = row + along_a(k);
    let q = col + along_b(k);
    part += outer(vec4f(a[p.x], a[p.y], a[p.z], a[p.w]), vec4f(b[q.x], b[q.y], b[q.z], b[q.w]));
  }
  for (var i = 0u; i < 4u; i++) {
    memory[4u * thread + i] = part[i]; // row i of thread t at 4 · t + i
  }
  workgroupBarrier();
  var sum = memory[thread];
  if (thread < 32u) {
    for (var t = thread + 32u; t < 256u; t += 32u) {
      sum += memory[t];
    }
    memory[thread] = sum;
  }
  workgroupBarrier();
  if (thread < 4u) {
    for (var t = thread + 4u; t < 32u; t += 4u) {
      sum += memory[t];
    }
  }
  return sum;
}

struct Work {
  place: Place,
  values: Values,
}

fn work_together(group: u32, thread: u32) -> Work {
  if (together == 2u) {
    var place = place_of(group, 4u, 4u);
    var values = Values();
    let sums = long_sum(place, thread);
    for (var j = 0u; j < 4u; j++) {
      values[j] = sums[j];
    }
    place.row += thread;
    place.rows_end = select(0u, min(place.rows_end, place.row + 1u), thread < 4u);
    place.height = 1u;
    place.cols_end = min(cols, place.col + 4u);
    return Work(place, values);
  }
  let side = select(32u, 64u, together == 1u);
  var place = place_of(group, side, side);
  let values = tile_of(place, thread);
  place.row += 4u * (thread / 8u);
  place.col += 4u * (thread % 8u);
  place.height = 8u;
  place.gap = 32u;
  if (together == 0u) {
    place.rows_end = min(place.rows_end, place.row + 4u);
    place.cols_end = min(cols, place.col + 4u);
  }
  return Work(place, values);
}

@compute @workgroup_size(threads)
fn plain(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = place_of(id.x + id.y * groups.x * threads, height, 8u);
  if (place.rows_end > 0u) {
    store_plain(place, block_of(place));
  }
}

@compute @workgroup_size(64)
fn plain_together(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let work = work_together(group.x + group.y * groups.x, thread);
  store_plain(work.place, work.values);
}

@compute @workgroup_size(threads)
fn biased(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = place_of(id.x + id.y * groups.x * threads, height, 8u);
  if (place.rows_end > 0u) {
    store_biased(place, block_of(place));
  }
}

@compute @workgroup_size(64)
fn biased_together(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let work = work_together(group.x + group.y * groups.x, thread);
  store_biased(work.place, work.values);
}

@compute @workgroup_size(threads)
fn residual(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = place_of(id.x + id.y * groups.x * threads, height, 8u);
  if (place.rows_end > 0u) {
    store_residual(place, block_of(place));
  }
}

@compute @workgroup_size(64)
fn residual_together(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let work = work_together(group.x + group.y * groups.x, thread);
  store_residual(work.place, work.values);
}

@compute @workgroup_size(threads)
fn biased_residual(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let place = place_of(id.x + id.y * groups.x * threads, height, 8u);
  if (place.rows_end > 0u) {
    store_biased_residual(place, block_of(place));
  }
}

@compute @workgroup_size(64)
fn biased_residual_together(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let work = work_together(group.x + group.y * groups.x, thread);
  store_biased_residual(work.place, work.values);
}

@compute @workgroup_size(threads)
fn grouped2(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = place_of(id.x + id.y * groups.x * threads, height, 8u);
  if (place.rows_end > 0u) {
    store_grouped2(place, block_of(place));
  }
}

@compute @workgroup_size(64)
fn grouped2_together(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let work = work_together(group.x + group.y * groups.x, thread);
  store_grouped2(work.place, work.values);
}

@compute @workgroup_size(threads)
fn grouped3(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = place_of(id.x + id.y * groups.x * threads, height, 8u);
  if (place.rows_end > 0u) {
    store_grouped3(place, block_of(place));
  }
}

@compute @workgroup_size(64)
fn grouped3_together(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let work = work_together(group.x + group.y * groups.x, thread);
  store_grouped3(work.place, work.values);
}
