// Two tensors one after the other along an axis: y[o, i] = a[o, i] for the first elements of each
// outer index, then b[o, i - a's]. Elements are copied as bits.
override count: u32 = 1u; // elements of the result
override aRun: u32 = 1u; // elements of a for each outer index
override bRun: u32 = 1u;
// Where each begins in what is bound, and from one outer index to the next.
override aStart: u32 = 0u;
override bStart: u32 = 0u;
override aStride: u32 = aRun;
override bStride: u32 = bRun;

@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= count) {
    return;
  }
  let o = at / (aRun + bRun);
  let i = at % (aRun + bRun);
  if (i < aRun) {
    y[at] = a[aStart + o * aStride + i];
  } else {
    y[at] = b[bStart + o * bStride + i - aRun];
  }
}
