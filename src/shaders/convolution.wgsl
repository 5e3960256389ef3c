// A convolution, its transpose, or its gradient by the weight:
// c[g,i,j,y,x] = Σ a[g,i,k,y_a,x_a] · b[g,j,k,y_b,x_b] over k and the positions that meet at (y, x).
// Along an axis, input i, tap t and output o meet where i = o · stride - padding + t · dilation.
// Blocks of results (i by j) share their positions and stay in registers, so that every value that is
// loaded is used several times. Three ways: block_per_thread with 4 × 4 results, wide_block_per_thread
// with 8 × 8 where registers are cheaper than loads, and block_per_group for few blocks with a long
// sum, which 64 threads share.
override transposed: u32 = 0u; // whether c holds inputs, i.e. a holds outputs and b taps
override groups: u32 = 1u;
override rows: u32 = 1u; // sizes of i, j and k
override cols: u32 = 1u;
override inner: u32 = 1u;

override a_group: u32 = 1u;
override a_row: u32 = 1u;
override a_inner: u32 = 1u;
override b_group: u32 = 1u;
override b_col: u32 = 1u;
override b_inner: u32 = 1u;
override out_group: u32 = 1u;
override out_row: u32 = 1u;
override out_col: u32 = 1u;

// Of each axis: positions of c, a and b; factors of the positions of c and b (stride and dilation,
// or the other way round where c holds taps); padding; common divisor of stride and dilation.
override size_y: u32 = 1u;
override a_y: i32 = 1;
override b_y: i32 = 1;
override scale_y: i32 = 1;
override b_scale_y: i32 = 1;
override padding_y: i32 = 0;
override divisor_y: i32 = 1;
override size_x: u32 = 1u;
override a_x: i32 = 1;
override b_x: i32 = 1;
override scale_x: i32 = 1;
override b_scale_x: i32 = 1;
override padding_x: i32 = 0;
override divisor_x: i32 = 1;

// How the 64 threads of a group divide a map: so many along X.
override lanes_x: u32 = 8u;
// Threads of a workgroup in which each has a wide block.
override threads: u32 = 32u;

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

struct Axis {
  a: i32,
  b: i32,
  scale: i32,
  b_scale: i32,
  padding: i32,
  divisor: i32,
}

// The positions of a and b that meet at one of c.
struct Run {
  count: u32,
  a: i32,
  b: i32,
  a_step: i32,
  b_step: i32,
}

fn ceil_div(n: i32, d: i32) -> i32 {
  return (max(n, 0) + d - 1) / d;
}

// c and b give a: a = at · scale - padding + b · b_scale.
fn forward_run(axis: Axis, at: i32) -> Run {
  let base = at * axis.scale - axis.padding;
  let first = ceil_div(-base, axis.b_scale);
  let end = min(axis.b, ceil_div(axis.a - base, axis.b_scale));
  return Run(u32(max(end - first, 0)), base + first * axis.b_scale, first, axis.b_scale, 1);
}

// Taps t with (at + padding - t · dilation) divisible by the stride lie stride / divisor apart; the
// outputs that they reach, dilation / divisor apart, go the other way.
fn transposed_run(axis: Axis, at: i32) -> Run {
  let tap_step = axis.scale / axis.divisor;
  let output_step = axis.b_scale / axis.divisor;
  var tap = 0;
  while (tap < tap_step && (at + axis.padding - tap * axis.b_scale) % axis.scale != 0) {
    tap++;
  }
  if (tap >= tap_step) {
    return Run(0u, 0, 0, 0, 0);
  }
  let output = (at + axis.padding - tap * axis.b_scale) / axis.scale;
  let first = ceil_div(output - axis.a + 1, output_step);
  let end = min(ceil_div(axis.b - tap, tap_step), ceil_div(output + 1, output_step));
  return Run(
    u32(max(end - first, 0)),
    output - first * output_step,
    tap + first * tap_step,
    -output_step,
    tap_step,
  );
}

fn run_of(axis: Axis, at: u32) -> Run {
  if (transposed == 1u) {
    return transposed_run(axis, i32(at));
  }
  return forward_run(axis, i32(at));
}

// Where a block lies: its group, its first row and column, and the position in the map.
struct Place {
  group: u32,
  row: u32,
  col: u32,
  y: u32,
  x: u32,
}

fn place_of(block: u32, side: u32) -> Place {
  let across = (cols + side - 1u) / side;
  let down = (rows + side - 1u) / side;
  let line = block / size_x;
  let map = line / size_y;
  let strip = map / across;
  let group = strip / down;
  return Place(
    group,
    (strip - group * down) * side,
    (map - strip * across) * side,
    line - map * size_y,
    block - line * size_x,
  );
}

fn run_y_of(place: Place) -> Run {
  return run_of(Axis(a_y, b_y, scale_y, b_scale_y, padding_y, divisor_y), place.y);
}

fn run_x_of(place: Place) -> Run {
  return run_of(Axis(a_x, b_x, scale_x, b_scale_x, padding_x, divisor_x), place.x);
}

// Where four rows or columns of a block start. Those past the end are read at the last valid one and
// never written.
fn four_rows(place: Place, first: u32) -> vec4u {
  return place.group * a_group
    + min(place.row + first + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u)) * a_row;
}

fn four_cols(place: Place, first: u32) -> vec4u {
  return place.group * b_group
    + min(place.col + first + vec4u(0u, 1u, 2u, 3u), vec4u(cols - 1u)) * b_col;
}

// The rows of a block. `along` threads share a row of positions, and rows are dealt out to the
// lanes / along teams of threads; alone, a thread is lane 0 of 1.
fn block_sum(place: Place, lane: u32, lanes: u32, along: u32) -> array<vec4f, 4> {
  let run_y = run_y_of(place);
  let run_x = run_x_of(place);
  let a_start = four_rows(place, 0u) + u32(run_y.a * a_x + run_x.a);
  let b_start = four_cols(place, 0u) + u32(run_y.b * b_x + run_x.b);
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  if (run_y.count == 0u) {
    return array<vec4f, 4>(sum0, sum1, sum2, sum3);
  }
  let lane_x = lane % along;
  var k = lane / along / run_y.count;
  var row = lane / along % run_y.count;
  while (k < inner) {
    var ak = a_start + k * a_inner + u32(i32(row) * run_y.a_step * a_x + i32(lane_x) * run_x.a_step);
    var bk = b_start + k * b_inner + u32(i32(row) * run_y.b_step * b_x + i32(lane_x) * run_x.b_step);
    for (var n = lane_x; n < run_x.count; n += along) {
      let right = vec4f(b[bk.x], b[bk.y], b[bk.z], b[bk.w]);
      sum0 += a[ak.x] * right;
      if (rows > 1u) {
        sum1 += a[ak.y] * right;
      }
      if (rows > 2u) {
        sum2 += a[ak.z] * right;
      }
      if (rows > 3u) {
        sum3 += a[ak.w] * right;
      }
      ak += u32(i32(along) * run_x.a_step);
      bk += u32(i32(along) * run_x.b_step);
    }
    row += lanes / along;
    while (row >= run_y.count) {
      row -= run_y.count;
      k++;
    }
  }
  return array<vec4f, 4>(sum0, sum1, sum2, sum3);
}

// Of row i of a wide block the left half is at 2 · i and the right half at 2 · i + 1.
fn wide_block_sum(place: Place) -> array<vec4f, 16> {
  let run_y = run_y_of(place);
  let run_x = run_x_of(place);
  let top = four_rows(place, 0u);
  let bottom = four_rows(place, 4u);
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

  // One loop in place of three, for the innermost may be short: X first, then Y, then k.
  let count = run_y.count * run_x.count * inner;
  let step_x = vec2i(run_x.a_step, run_x.b_step);
  let step_y = vec2i(run_y.a_step * a_x, run_y.b_step * b_x);
  let next_y = vec2u(step_y - i32(run_x.count) * step_x);
  let next_k = vec2u(a_inner, b_inner) - vec2u(i32(run_y.count) * step_y);
  var p = u32(run_y.a * a_x + run_x.a);
  var q = u32(run_y.b * b_x + run_x.b);
  var at_x = 0u;
  var at_y = 0u;
  for (var i = 0u; i < count; i++) {
    let x = vec4f(b[left.x + q], b[left.y + q], b[left.z + q], b[left.w + q]);
    var y = vec4f();
    if (cols > 4u) {
      y = vec4f(b[right.x + q], b[right.y + q], b[right.z + q], b[right.w + q]);
    }
    let u0 = a[top.x + p]; l0 += u0 * x; r0 += u0 * y;
    let u1 = a[top.y + p]; l1 += u1 * x; r1 += u1 * y;
    let u2 = a[top.z + p]; l2 += u2 * x; r2 += u2 * y;
    let u3 = a[top.w + p]; l3 += u3 * x; r3 += u3 * y;
    if (rows > 4u) {
      let u4 = a[bottom.x + p]; l4 += u4 * x; r4 += u4 * y;
      let u5 = a[bottom.y + p]; l5 += u5 * x; r5 += u5 * y;
      let u6 = a[bottom.z + p]; l6 += u6 * x; r6 += u6 * y;
      let u7 = a[bottom.w + p]; l7 += u7 * x; r7 += u7 * y;
    }
    at_x++;
    let end_x = at_x == run_x.count;
    at_x = select(at_x, 0u, end_x);
    at_y += select(0u, 1u, end_x);
    let end_y = at_y == run_y.count;
    at_y = select(at_y, 0u, end_y);
    p += u32(step_x.x) + select(0u, next_y.x, end_x) + select(0u, next_k.x, end_y);
    q += u32(step_x.y) + select(0u, next_y.y, end_x) + select(0u, next_k.y, end_y);
  }
  return array<vec4f, 16>(
    l0, r0, l1, r1, l2, r2, l3, r3,
    l4, r4, l5, r5, l6, r6, l7, r7,
  );
}

// Where a row of a block starts in c.
fn out_start(place: Place, i: u32) -> u32 {
  return place.group * out_group + (place.row + i) * out_row + place.col * out_col
    + place.y * size_x + place.x;
}

@compute @workgroup_size(64)
fn block_per_thread(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups_run: vec3u,
) {
  let place = place_of(id.x + id.y * groups_run.x * 64u, 4u);
  if (place.group >= groups) {
    return;
  }
  var sums = block_sum(place, 0u, 1u, 1u);
  let height = min(4u, rows - place.row);
  let width = min(4u, cols - place.col);
  for (var i = 0u; i < height; i++) {
    let out = out_start(place, i);
    for (var j = 0u; j < width; j++) {
      c[out + j * out_col] = sums[i][j];
    }
  }
}

@compute @workgroup_size(threads)
fn wide_block_per_thread(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups_run: vec3u,
) {
  let place = place_of(id.x + id.y * groups_run.x * threads, 8u);
  if (place.group >= groups) {
    return;
  }
  var sums = wide_block_sum(place);
  for (var i = 0u; i < 16u; i++) {
    let col = 4u * (i & 1u);
    let out = out_start(place, i >> 1u) + col * out_col;
    let inside = place.row + (i >> 1u) < rows && place.col + col < cols;
    let count = select(0u, cols - (place.col + col), inside);
    let four = sums[i];
    put(out, count > 0u, four.x);
    put(out + out_col, count > 1u, four.y);
    put(out + 2u * out_col, count > 2u, four.z);
    put(out + 3u * out_col, count > 3u, four.w);
  }
}

fn put(at: u32, valid: bool, v: f32) {
  if (valid) {
    c[at] = v;
  }
}

var<workgroup> partial: array<vec4f, 256>; // row i of thread t at 4 · t + i

// The threads' sums are added in a fixed order.
@compute @workgroup_size(64)
fn block_per_group(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups_run: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let place = place_of(group.x + group.y * groups_run.x, 4u);
  if (place.group < groups) {
    let sums = block_sum(place, thread, 64u, lanes_x);
    for (var i = 0u; i < 4u; i++) {
      partial[4u * thread + i] = sums[i];
    }
  }
  workgroupBarrier();
  let i = thread % 4u;
  var sum = partial[thread];
  if (thread < 32u) {
    for (var t = thread + 32u; t < 256u; t += 32u) {
      sum += partial[t];
    }
    partial[thread] = sum;
  }
  workgroupBarrier();
  if (thread < 4u && place.group < groups && place.row + i < rows) {
    for (var t = thread + 4u; t < 32u; t += 4u) {
      sum += partial[t];
    }
    let out = out_start(place, i);
    let width = min(4u, cols - place.col);
    for (var j = 0u; j < width; j++) {
      c[out + j * out_col] = sum[j];
    }
  }
}
