// Sums over the rows of one to three matrices of the same size, into one buffer: the gradients of
// biases. In `sums1` … `sums3` a workgroup takes 16 columns of one matrix and 16 threads share each
// column; in those named `…_alone` a thread takes a column.
override products: u32 = 1u; // how many matrices
override rows: u32 = 1u;
override cols: u32 = 1u;
// Where the sums of each lie.
override offset0: u32 = 0u;
override offset1: u32 = 0u;
override offset2: u32 = 0u;

@group(0) @binding(0) var<storage, read> x0: array<f32>;
@group(0) @binding(1) var<storage, read> x1: array<f32>;
@group(0) @binding(2) var<storage, read> x2: array<f32>;
@group(0) @binding(1) var<storage, read_write> y_1: array<f32>;
@group(0) @binding(2) var<storage, read_write> y_2: array<f32>;
@group(0) @binding(3) var<storage, read_write> y_3: array<f32>;

// Which matrix and column a column of all together is.
fn column_of(all: u32) -> vec2u {
  return vec2u(all / cols, all % cols);
}

fn offset_of(product: u32) -> u32 {
  return select(select(offset0, offset1, product == 1u), offset2, product == 2u);
}

fn sum0(col: u32, first: u32, step: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < rows; row += step) {
    sum += x0[row * cols + col];
  }
  return sum;
}

fn sum1(col: u32, first: u32, step: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < rows; row += step) {
    sum += x1[row * cols + col];
  }
  return sum;
}

fn sum2(col: u32, first: u32, step: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < rows; row += step) {
    sum += x2[row * cols + col];
  }
  return sum;
}

fn part_of_1(at: vec2u, first: u32, step: u32) -> f32 {
  if (at.x >= products) {
    return 0.0;
  }
  return sum0(at.y, first, step);
}

fn part_of_2(at: vec2u, first: u32, step: u32) -> f32 {
  if (at.x == 1u) {
    return sum1(at.y, first, step);
  }
  return part_of_1(at, first, step);
}

fn part_of_3(at: vec2u, first: u32, step: u32) -> f32 {
  if (at.x == 2u) {
    return sum2(at.y, first, step);
  }
  return part_of_2(at, first, step);
}

var<workgroup> partial_sums: array<f32, 256>;

// The sum of a column, for the first of the 16 threads that share it.
fn shared_sum(own: f32, lane: vec3u) -> f32 {
  partial_sums[lane.y * 16u + lane.x] = own;
  workgroupBarrier();
  var total = 0.0;
  if (lane.y == 0u) {
    for (var k = 0u; k < 16u; k++) {
      total += partial_sums[k * 16u + lane.x];
    }
  }
  return total;
}

@compute @workgroup_size(16, 16)
fn sums1(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let at = column_of((group.x + group.y * groups.x) * 16u + lane.x);
  let total = shared_sum(part_of_1(at, lane.y, 16u), lane);
  if (lane.y == 0u && at.x < products) {
    y_1[offset_of(at.x) + at.y] = total;
  }
}

@compute @workgroup_size(16, 16)
fn sums2(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let at = column_of((group.x + group.y * groups.x) * 16u + lane.x);
  let total = shared_sum(part_of_2(at, lane.y, 16u), lane);
  if (lane.y == 0u && at.x < products) {
    y_2[offset_of(at.x) + at.y] = total;
  }
}

@compute @workgroup_size(16, 16)
fn sums3(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let at = column_of((group.x + group.y * groups.x) * 16u + lane.x);
  let total = shared_sum(part_of_3(at, lane.y, 16u), lane);
  if (lane.y == 0u && at.x < products) {
    y_3[offset_of(at.x) + at.y] = total;
  }
}

@compute @workgroup_size(16)
fn sums1_alone(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = column_of(id.x + id.y * groups.x * 16u);
  if (at.x < products) {
    y_1[offset_of(at.x) + at.y] = part_of_1(at, 0u, 1u);
  }
}

@compute @workgroup_size(16)
fn sums2_alone(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = column_of(id.x + id.y * groups.x * 16u);
  if (at.x < products) {
    y_2[offset_of(at.x) + at.y] = part_of_2(at, 0u, 1u);
  }
}

@compute @workgroup_size(16)
fn sums3_alone(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = column_of(id.x + id.y * groups.x * 16u);
  if (at.x < products) {
    y_3[offset_of(at.x) + at.y] = part_of_3(at, 0u, 1u);
  }
}
