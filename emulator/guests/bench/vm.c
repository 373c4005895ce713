/* An interpreter of byte code, dispatched by a switch. */
#include "bench.h"
ROUNDS(72000)
enum { PUSH, ADD, XOR, LOAD, STORE, SHIFT, DECREMENT, JUMP_NONZERO, STOP };
static const u8 program[] = {
    PUSH, 200, STORE, 0, PUSH, 1, STORE, 1,
    LOAD, 1, LOAD, 0, ADD, PUSH, 17, XOR, SHIFT, LOAD, 1, ADD, STORE, 1,
    LOAD, 0, DECREMENT, STORE, 0, LOAD, 0, JUMP_NONZERO, 8, STOP
};
static u64 __attribute__((noinline)) interpret(const u8 *code, u64 seed)
{
    u64 stack[16];
    u64 variable[4] = { 0, 0, seed, 0 };
    u32 top = 0;
    u32 at = 0;

    for (;;) {
        switch (code[at++]) {
        case PUSH: stack[top++] = code[at++]; break;
        case ADD: top--; stack[top - 1] += stack[top]; break;
        case XOR: top--; stack[top - 1] ^= stack[top] + variable[2]; break;
        case LOAD: stack[top++] = variable[code[at++]]; break;
        case STORE: variable[code[at++]] = stack[--top]; break;
        case SHIFT: stack[top - 1] = stack[top - 1] << 3 ^ stack[top - 1] >> 5; break;
        case DECREMENT: stack[top - 1]--; break;
        case JUMP_NONZERO: at = stack[--top] ? code[at] : at + 1; break;
        case STOP: return variable[1];
        }
    }
}
void prepare(void) { }
u64 work(u64 sum, u32 first, u32 end)
{
    for (u32 round = first; round < end; round++)
        sum = mix(sum, interpret(program, sum));
    return sum;
}
