/* Jump tables: a byte code, a scanner, a state machine, cases far apart and in ranges. */
#include "corpus.h"

enum { PUSH, ADD, SUB, MUL, XOR, SWAP, DUP, OVER, NOT, SHIFT, LOAD, STORE, JUMP, LOOP, SKIP, STOP };

static const u8 code[] = {
    PUSH, 9, STORE, 0, PUSH, 90, STORE, 1,
    LOAD, 0, DUP, PUSH, 7, MUL, XOR, SHIFT, 3, LOAD, 1, OVER, ADD, SWAP, SUB, NOT, STORE, 0,
    LOAD, 1, SKIP, 4, JUMP, 34, PUSH, 0, LOOP, 1, 8, LOAD, 0, STOP
};

static NOINLINE u64 interpret(u64 limit)
{
    u64 stack[16] = { 0 }, variable[2] = { 0, 0 };
    u32 top = 1, at = 0;

    while (limit--) {
        switch (code[at++]) {
        case PUSH: stack[top++] = code[at++]; break;
        case ADD: top--; stack[top - 1] += stack[top]; break;
        case SUB: top--; stack[top - 1] -= stack[top]; break;
        case MUL: top--; stack[top - 1] *= stack[top]; break;
        case XOR: top--; stack[top - 1] ^= stack[top]; break;
        case SWAP: { u64 kept = stack[top - 1]; stack[top - 1] = stack[top - 2]; stack[top - 2] = kept; break; }
        case DUP: stack[top] = stack[top - 1]; top++; break;
        case OVER: stack[top] = stack[top - 2]; top++; break;
        case NOT: stack[top - 1] = ~stack[top - 1]; break;
        case SHIFT: stack[top - 1] = stack[top - 1] << code[at] | stack[top - 1] >> (64 - code[at]); at++; break;
        case LOAD: stack[top++] = variable[code[at++]]; break;
        case STORE: variable[code[at++]] = stack[--top]; break;
        case JUMP: at = code[at]; break;
        case LOOP: at = --variable[code[at]] ? code[at + 1] : at + 2; top = 1; break;
        case SKIP: at = stack[--top] & 1 ? at + 1 : (u32)(at + 1 + (code[at] & 0)); break;
        case STOP: return stack[top - 1];
        }
    }
    return variable[0];
}

static NOINLINE u32 class_of(u32 c)
{
    switch (c) {
    case '0' ... '9': return 1;
    case 'a' ... 'z': case 'A' ... 'Z': case '_': return 2;
    case ' ': case '\t': case '\n': return 3;
    case '+': case '-': case '*': case '/': return 4;
    case '(': return 5;
    case ')': return 6;
    case '"': return 7;
    default: return 0;
    }
}

static NOINLINE u32 far_apart(u32 n)
{
    switch (n) {
    case 3: return 1;
    case 1000: return 22;
    case 70000: return 333;
    case 70001: return 4444;
    case 0x80000000: return 55555;
    case 0xffffffff: return 666666;
    default: return n >> 16;
    }
}

static NOINLINE u64 scan(const char *text)
{
    u64 sum = 0;
    u32 state = 0;

    for (; *text; text++) {
        switch (state * 8 + class_of((u8)*text)) {
        case 1: case 9: state = 1; sum = sum * 10 + (u64)(*text - '0'); break;
        case 2: case 17: case 18: state = 2; sum = mix(sum, (u8)*text); break;
        case 7: case 15: case 23: state = 3; break;
        case 24 ... 30: sum += (u8)*text; break;
        case 31: state = 0; sum = ~sum; break;
        case 4: case 12: case 20: state = 0; sum = sum << 1 | sum >> 63; break;
        case 5: case 13: case 21: state = 0; sum += 1000; break;
        case 6: case 14: case 22: state = 0; sum -= 77; break;
        default: state = 0; break;
        }
    }
    return mix(sum, state);
}

u64 program(void)
{
    static const u32 numbers[] = { 3, 4, 1000, 70000, 70001, 70002, 0x80000000, 0xffffffff, 0 };
    u64 sum = 13;

    sum = mix(sum, interpret(3000));
    sum = mix(sum, scan("alpha_1 + 42*(beta - 7) / \"a string (with) 12\" + x9 ? y"));
    for (u32 i = 0; i < 256; i++)
        sum = mix(sum, class_of(i));
    for (u32 i = 0; i < ARRAY_COUNT(numbers); i++)
        sum = mix(sum, far_apart(numbers[i]));
    return sum;
}
