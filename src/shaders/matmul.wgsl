// c = a · b for every matrix of a batch, in blocks of 4 × 4 elements that stay in registers, so that
// every value that is loaded is used four times. Two ways: block_per_thread, without a barrier, and
// block_per_group for few blocks with a long sum, which 64 threads share.
override batches: u32 = 1u;
override rows: u32 = 1u;
override cols: u32 = 1u;
override inner: u32 = 1u;

// Strides within a matrix: a transposed operand has them exchanged.
override a_row: u32 = 1u;
override a_inner: u32 = 1u;
override b_inner: u32 = 1u;
override b_col: u32 = 1u;

// The batch as four nested loops, with the strides of both operands; 0 repeats a matrix.
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

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

// Where a block lies: in which matrix, and its first row and column there.
struct Place {
  batch: u32,
  row: u32,
  col: u32,
}

fn place_of(block: u32) -> Place {
  let across = (cols + 3u) / 4u;
  let down = (rows + 3u) / 4u;
  return Place(block / (across * down), block / across % down * 4u, block % across * 4u);
}

// The rows of a block, over the inner indices first, first + step, first + 2 · step, …
fn block_sum(place: Place, first: u32, step: u32) -> array<vec4f, 4> {
  let i3 = place.batch % size3;
  let i2 = place.batch / size3 % size2;
  let i1 = place.batch / (size3 * size2) % size1;
  let i0 = place.batch / (size3 * size2 * size1);
  let a_start = i0 * a0 + i1 * a1 + i2 * a2 + i3 * a3;
  let b_start = i0 * b0 + i1 * b1 + i2 * b2 + i3 * b3;

  // Rows and columns past the end are read at the last valid one and never written.
  let ahead = vec4u(0u, 1u, 2u, 3u);
  let a_at = a_start + min(place.row + ahead, vec4u(rows - 1u)) * a_row;
  let b_at = b_start + min(place.col + ahead, vec4u(cols - 1u)) * b_col;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  for (var k = first; k < inner; k += step) {
    let ak = a_at + k * a_inner;
    let bk = b_at + k * b_inner;
    let right = vec4f(b[bk.x], b[bk.y], b[bk.z], b[bk.w]);
    sum0 += a[ak.x] * right;
    sum1 += a[ak.y] * right;
    sum2 += a[ak.z] * right;
    sum3 += a[ak.w] * right;
  }
  return array<vec4f, 4>(sum0, sum1, sum2, sum3);
}

@compute @workgroup_size(64)
fn block_per_thread(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let place = place_of(id.x + id.y * groups.x * 64u);
  if (place.batch >= batches) {
    return;
  }
  var sums = block_sum(place, 0u, 1u);
  let out = (place.batch * rows + place.row) * cols + place.col;
  let height = min(4u, rows - place.row);
  let width = min(4u, cols - place.col);
  for (var i = 0u; i < height; i++) {
    for (var j = 0u; j < width; j++) {
      c[out + i * cols + j] = sums[i][j];
    }
  }
}

var<workgroup> partial: array<vec4f, 256>; // row i of thread t at 4 · t + i

// Each thread takes every 64th inner index; their sums are added in a fixed order.
@compute @workgroup_size(64)
fn block_per_group(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let place = place_of(group.x + group.y * groups.x);
  if (place.batch < batches) {
    let sums = block_sum(place, thread, 64u);
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
  if (thread < 4u && place.batch < batches && place.row + i < rows) {
    for (var t = thread + 4u; t < 32u; t += 4u) {
      sum += partial[t];
    }
    let out = (place.batch * rows + place.row + i) * cols + place.col;
    let width = min(4u, cols - place.col);
    for (var j = 0u; j < width; j++) {
      c[out + j] = sum[j];
    }
  }
}
