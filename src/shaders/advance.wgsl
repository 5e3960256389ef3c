// Adds 1 to one of the counters: 1 is the training step, 2 the batch of an evaluation.
override counter: u32 = 1u;

@group(0) @binding(0) var<storage, read_write> runtime: array<u32, 4>;

@compute @workgroup_size(1)
fn main() {
  runtime[counter] += 1u;
}
