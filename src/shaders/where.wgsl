// y = a where the condition is not 0, elsewhere b, each read at its own strides; a stride of 0
// repeats it. Elements are copied as bits; a NaN is not 0.
override count: u32 = 1u;

// Sizes of the loops but the outermost, and the operands' strides along all of them.
override size1: u32 = 1u;
override size2: u32 = 1u;
override size3: u32 = 1u;
override size4: u32 = 1u;
override size5: u32 = 1u;
override c0: u32 = 0u;
override c1: u32 = 0u;
override c2: u32 = 0u;
override c3: u32 = 0u;
override c4: u32 = 0u;
override c5: u32 = 1u;
override a0: u32 = 0u;
override a1: u32 = 0u;
override a2: u32 = 0u;
override a3: u32 = 0u;
override a4: u32 = 0u;
override a5: u32 = 1u;
override b0: u32 = 0u;
override b1: u32 = 0u;
override b2: u32 = 0u;
override b3: u32 = 0u;
override b4: u32 = 0u;
override b5: u32 = 1u;

@group(0) @binding(0) var<storage, read> condition: array<u32>;
@group(0) @binding(1) var<storage, read> a: array<u32>;
@group(0) @binding(2) var<storage, read> b: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let i5 = i % size5;
  let q4 = i / size5;
  let i4 = q4 % size4;
  let q3 = q4 / size4;
  let i3 = q3 % size3;
  let q2 = q3 / size3;
  let i2 = q2 % size2;
  let q1 = q2 / size2;
  let i1 = q1 % size1;
  let i0 = q1 / size1;
  let bits = condition[i0 * c0 + i1 * c1 + i2 * c2 + i3 * c3 + i4 * c4 + i5 * c5];
  // Both zeros have no bits but that of the sign.
  if ((bits & 0x7fffffffu) != 0u) {
    y[i] = a[i0 * a0 + i1 * a1 + i2 * a2 + i3 * a3 + i4 * a4 + i5 * a5];
  } else {
    y[i] = b[i0 * b0 + i1 * b1 + i2 * b2 + i3 * b3 + i4 * b4 + i5 * b5];
  }
}
