// Adds up the states of a target by the class that they emit: gradient of the log-probabilities.
override count: u32 = 1u; // outputs
override time: u32 = 1u;
override classes: u32 = 1u;
override symbols: u32 = 1u; // room in a target
override blank: u32 = 0u;

@group(0) @binding(0) var<storage, read> gamma: array<f32>;
@group(0) @binding(1) var<storage, read> targets: array<i32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let class_number = i % classes;
  let row = i / classes;
  let first = (row / time) * symbols;
  let start = row * (2u * symbols + 1u);
  var sum = 0.0;
  for (var k = 0u; k < symbols; k++) {
    if (targets[first + k] == i32(class_number)) {
      sum += gamma[start + 2u * k + 1u];
    }
  }
  if (class_number == blank) {
    for (var k = 0u; k <= symbols; k++) {
      sum += gamma[start + 2u * k];
    }
  }
  gradient[i] = sum;
}
