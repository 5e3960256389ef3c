/** Numbers fixed by the WebGPU specification. The globals that hold them do not exist in Node. */
export const USAGE = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, STORAGE: 0x80 } as const;

export const MAP_MODE_READ = 0x1;

export const COMPUTE_STAGE = 0x4;

/** Every element is 32 bits wide. */
export const BYTES = 4;
