// y = x read at other strides: repeats axes (stride 0), changes their order, cuts; times a constant.
override count: u32 = 1u;
// Where in x the first element lies.
override offset: u32 = 0u;
override factor: f32 = 1.0;

// Sizes of the output's loops but the outermost, and the strides in x along all of them.
override size1: u32 = 1u;
override size2: u32 = 1u;
override size3: u32 = 1u;
override size4: u32 = 1u;
override size5: u32 = 1u;
override stride0: u32 = 0u;
override stride1: u32 = 0u;
override stride2: u32 = 0u;
override stride3: u32 = 0u;
override stride4: u32 = 0u;
override stride5: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let q4 = i / size5;
  let q3 = q4 / size4;
  let q2 = q3 / size3;
  let q1 = q2 / size2;
  y[i] = factor * x[
    offset + (q1 / size1) * stride0 + (q1 % size1) * stride1 + (q2 % size2) * stride2
      + (q3 % size3) * stride3 + (q4 % size4) * stride4 + (i % size5) * stride5
  ];
}
