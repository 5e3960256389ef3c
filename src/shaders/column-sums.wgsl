// Sums over the rows of one to four matrices, into one buffer: the gradients of biases. The columns of
// all of them are counted on. In `sums1` … `sums4` a workgroup takes 16 columns and 16 threads share
// each column; in those named `…_alone` a thread takes a column.
override rows0: u32 = 1u;
override cols0: u32 = 1u;
override rows1: u32 = 0u;
override cols1: u32 = 0u;
override rows2: u32 = 0u;
override cols2: u32 = 0u;
override rows3: u32 = 0u;
override cols3: u32 = 0u;
// Where each begins, and from each row to the next.
override start0: u32 = 0u;
override row0: u32 = cols0;
override start1: u32 = 0u;
override row1: u32 = cols1;
override start2: u32 = 0u;
override row2: u32 = cols2;
override start3: u32 = 0u;
override row3: u32 = cols3;
// Where the sums of each lie.
override offset0: u32 = 0u;
override offset1: u32 = 0u;
override offset2: u32 = 0u;
override offset3: u32 = 0u;

@group(0) @binding(0) var<storage, read> x0: array<f32>;
@group(0) @binding(1) var<storage, read> x1: array<f32>;
@group(0) @binding(2) var<storage, read> x2: array<f32>;
@group(0) @binding(3) var<storage, read> x3: array<f32>;
@group(0) @binding(1) var<storage, read_write> y_1: array<f32>;
@group(0) @binding(2) var<storage, read_write> y_2: array<f32>;
@group(0) @binding(3) var<storage, read_write> y_3: array<f32>;
@group(0) @binding(4) var<storage, read_write> y_4: array<f32>;

fn sum0(col: u32, first: u32, step: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < rows0; row += step) {
    sum += x0[start0 + row * row0 + col];
  }
  return sum;
}

fn sum1(col: u32, first: u32, step: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < rows1; row += step) {
    sum += x1[start1 + row * row1 + col];
  }
  return sum;
}

fn sum2(col: u32, first: u32, step: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < rows2; row += step) {
    sum += x2[start2 + row * row2 + col];
  }
  return sum;
}

fn sum3(col: u32, first: u32, step: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < rows3; row += step) {
    sum += x3[start3 + row * row3 + col];
  }
  return sum;
}

// Which matrix a column of all together belongs to, and where its sum goes; none past the last.
fn column_of(all: u32) -> vec3u {
  var col = all;
  if (col < cols0) {
    return vec3u(0u, col, offset0 + col);
  }
  col -= cols0;
  if (col < cols1) {
    return vec3u(1u, col, offset1 + col);
  }
  col -= cols1;
  if (col < cols2) {
    return vec3u(2u, col, offset2 + col);
  }
  col -= cols2;
  return vec3u(select(4u, 3u, col < cols3), col, offset3 + col);
}

fn part_of_1(at: vec3u, first: u32, step: u32) -> f32 {
  if (at.x == 0u) {
    return sum0(at.y, first, step);
  }
  return 0.0;
}

fn part_of_2(at: vec3u, first: u32, step: u32) -> f32 {
  if (at.x == 1u) {
    return sum1(at.y, first, step);
  }
  return part_of_1(at, first, step);
}

fn part_of_3(at: vec3u, first: u32, step: u32) -> f32 {
  if (at.x == 2u) {
    return sum2(at.y, first, step);
  }
  return part_of_2(at, first, step);
}

fn part_of_4(at: vec3u, first: u32, step: u32) -> f32 {
  if (at.x == 3u) {
    return sum3(at.y, first, step);
  }
  return part_of_3(at, first, step);
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
  if (lane.y == 0u && at.x < 1u) {
    y_1[at.z] = total;
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
  if (lane.y == 0u && at.x < 2u) {
    y_2[at.z] = total;
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
  if (lane.y == 0u && at.x < 3u) {
    y_3[at.z] = total;
  }
}

@compute @workgroup_size(16, 16)
fn sums4(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let at = column_of((group.x + group.y * groups.x) * 16u + lane.x);
  let total = shared_sum(part_of_4(at, lane.y, 16u), lane);
  if (lane.y == 0u && at.x < 4u) {
    y_4[at.z] = total;
  }
}

@compute @workgroup_size(16)
fn sums1_alone(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = column_of(id.x + id.y * groups.x * 16u);
  if (at.x < 1u) {
    y_1[at.z] = part_of_1(at, 0u, 1u);
  }
}

@compute @workgroup_size(16)
fn sums2_alone(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = column_of(id.x + id.y * groups.x * 16u);
  if (at.x < 2u) {
    y_2[at.z] = part_of_2(at, 0u, 1u);
  }
}

@compute @workgroup_size(16)
fn sums3_alone(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = column_of(id.x + id.y * groups.x * 16u);
  if (at.x < 3u) {
    y_3[at.z] = part_of_3(at, 0u, 1u);
  }
}

@compute @workgroup_size(16)
fn sums4_alone(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = column_of(id.x + id.y * groups.x * 16u);
  if (at.x < 4u) {
    y_4[at.z] = part_of_4(at, 0u, 1u);
  }
}
