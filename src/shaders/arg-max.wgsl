// Where the largest element of each row is: the first one of equals; NaN counts as the largest.
override rows: u32 = 1u;
override rowLength: u32 = 1u;
// Distance between neighbours within a row.
override rowStride: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<i32>;

// A whole number from 1 on that orders numbers as their values do, NaN last: arithmetic may assume
// that there are no infinities and no NaN.
fn rank(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  let magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) {
    return 0xffffffffu;
  }
  // 0 and -0 are equal.
  return select(0x80000000u + magnitude, 0x80000000u - magnitude, bits >= 0x80000000u);
}

struct Best {
  rank: u32,
  index: u32,
}

fn better(a: Best, b: Best) -> Best {
  if (b.rank > a.rank || (b.rank == a.rank && b.index < a.index)) {
    return b;
  }
  return a;
}

// For one of `lanes` threads that share a row; a rank of 0 where it has no element.
fn best_of(row: u32, lane: u32, lanes: u32) -> Best {
  let start = (row / rowStride) * rowLength * rowStride + row % rowStride;
  var best = Best(0u, 0u);
  for (var j = lane; j < rowLength; j += lanes) {
    let next = rank(x[start + j * rowStride]);
    if (next > best.rank) {
      best = Best(next, j);
    }
  }
  return best;
}

@compute @workgroup_size(64)
fn thread_per_row(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = id.x + id.y * groups.x * 64u;
  if (row < rows) {
    y[row] = i32(best_of(row, 0u, 1u).index);
  }
}

var<workgroup> shared_best: array<Best, 64>;

@compute @workgroup_size(64)
fn group_per_row(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= rows) {
    return;
  }
  shared_best[lane] = best_of(row, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_best[lane] = better(shared_best[lane], shared_best[lane + half]);
    }
  }
  if (lane == 0u) {
    y[row] = i32(shared_best[0].index);
  }
}
