// Gradient of a table whose rows were taken by number: each row gets the sum of the gradients of
// its uses, in the order of the uses, so that nothing needs an atomic and the sum is the same every
// time. Two ways: a workgroup per row, whose threads share the search for its uses and then the
// columns; or four threads per run of rows, which go through all ids once.
override idCount: u32 = 1u;
override tableRows: u32 = 1u;
override width: u32 = 1u;
// A row that gets no gradient; -1 for none.
override paddingIndex: i32 = -1;
// Rows of a run.
override run: u32 = 1u;

@group(0) @binding(0) var<storage, read> ids: array<i32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> table_gradient: array<f32>;

// A bit per id, 32 ids per thread: whether it is that of the row.
var<workgroup> used: array<u32, 64>;

@compute @workgroup_size(64)
fn group_per_row(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= tableRows) {
    return;
  }
  let first = row * width;
  for (var c = lane; c < width; c += 64u) {
    table_gradient[first + c] = 0.0;
  }
  if (i32(row) == paddingIndex) {
    return;
  }
  // So many of each thread, that few ids employ all threads.
  let share = min(32u, (idCount + 63u) / 64u);
  for (var start = 0u; start < idCount; start += 64u * share) {
    let own = start + lane * share;
    var bits = 0u;
    for (var k = own; k < min(own + share, idCount); k++) {
      bits |= select(0u, 1u << (k - own), ids[k] == i32(row));
    }
    used[lane] = bits;
    workgroupBarrier();
    for (var other = 0u; other < 64u; other++) {
      for (var rest = used[other]; rest != 0u; rest &= rest - 1u) {
        let k = start + other * share + countTrailingZeros(rest);
        for (var c = lane; c < width; c += 64u) {
          table_gradient[first + c] += g[k * width + c];
        }
      }
    }
    workgroupBarrier();
  }
}

@compute @workgroup_size(4)
fn threads_per_run(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let first = (group.x + group.y * groups.x) * run;
  if (first >= tableRows) {
    return;
  }
  let count = min(run, tableRows - first);
  for (var i = lane; i < count * width; i += 4u) {
    table_gradient[first * width + i] = 0.0;
  }
  for (var k = 0u; k < idCount; k++) {
    // An id below the run's becomes a large number.
    let row = u32(ids[k]) - first;
    if (row < count && ids[k] != paddingIndex) {
      let to = (first + row) * width;
      for (var c = lane; c < width; c += 4u) {
        table_gradient[to + c] += g[k * width + c];
      }
    }
  }
}
