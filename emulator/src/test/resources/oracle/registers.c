/*
 * Executes single instructions on given registers and says what became of them.
 *
 * Standard input, in the byte order of this program: a doubleword, the number of instructions; a doubleword per
 * instruction, a prefix or 0 in its high word; then cases until the end of file: a doubleword, the index of the
 * instruction, and a struct registers. Standard output: a struct registers per case, whose trapped is the number of the
 * signal that the instruction raised. An instruction may use GPR 4 to 7, VSR 2 to 5 and 34 to 37, accumulator 2 (VSR 8
 * to 11), and the memory at STORAGE.
 */
typedef unsigned long u64;
typedef unsigned int u32;

#define STORAGE 0x200000UL
#define CODE 0x300000UL
/* Bytes per instruction: a prefixed one does not cross 64. */
#define SLOT 16
#define CASES 64
#define SIGILL 4
#define SIGFPE 8

struct registers {
    u64 gpr[4];
    u64 vsr[16];
    u64 fpscr;
    u64 cr;
    u64 trapped;
    u64 vscr;
    u64 storage[8];
    u64 accumulator[8];
};

struct one {
    u64 index;
    struct registers r;
};

static struct one input[CASES];
static struct registers output[CASES];

static long call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r0 __asm__("r0") = number;
    register long r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b;
    register long r5 __asm__("r5") = c;
    register long r6 __asm__("r6") = d;
    register long r7 __asm__("r7") = e;
    register long r8 __asm__("r8") = f;
    __asm__ volatile("sc\n\tbns+ 1f\n\tneg 3,3\n1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
                     :
                     : "memory", "cr0", "r9", "r10", "r11", "r12", "ctr", "lr");
    return r3;
}

static volatile u64 trapped;

/* Goes on after the instruction that raised a signal: the frame's pointer to the registers, of which 32 is NIP. */
static void refused(int signal, void *info, char *frame)
{
    (void)info;
    trapped = (u64)signal;
    u64 *nip = &(*(u64 **)(frame + 224))[32];
    *nip += *(u32 *)*nip >> 26 == 1 ? 8 : 4;
}

/* Reads until the buffer is full or the input ends; returns the bytes read. */
static u64 fill(void *buffer, u64 length)
{
    u64 done = 0;
    while (done < length) {
        long got = call(3, 0, (long)((char *)buffer + done), (long)(length - done), 0, 0, 0);
        if (got <= 0) {
            break;
        }
        done += (u64)got;
    }
    return done;
}

static void drain(const void *buffer, u64 length)
{
    u64 done = 0;
    while (done < length) {
        long put = call(4, 1, (long)((const char *)buffer + done), (long)(length - done), 0, 0, 0);
        if (put <= 0) {
            call(234, 1, 0, 0, 0, 0, 0);
        }
        done += (u64)put;
    }
}

static void execute(struct registers *r, u64 code)
{
    register struct registers *state __asm__("r31") = r;
    register u64 target __asm__("r12") = code;
    __asm__ volatile(
        "mtctr 12\n\t"
        "lfd 0,160(31)\n\tmtfsf 255,0,1,0\n\t"
        "addi 11,31,176\n\tlxvd2x 32,0,11\n\tmtvscr 0\n\t"
        "ld 0,168(31)\n\tmtcr 0\n\t"
        "addi 11,31,32\n\tlxvd2x 2,0,11\n\taddi 11,11,16\n\tlxvd2x 3,0,11\n\taddi 11,11,16\n\tlxvd2x 4,0,11\n\t"
        "addi 11,11,16\n\tlxvd2x 5,0,11\n\taddi 11,11,16\n\tlxvd2x 34,0,11\n\taddi 11,11,16\n\tlxvd2x 35,0,11\n\t"
        "addi 11,11,16\n\tlxvd2x 36,0,11\n\taddi 11,11,16\n\tlxvd2x 37,0,11\n\t"
        "addi 11,31,256\n\tlxvd2x 8,0,11\n\taddi 11,11,16\n\tlxvd2x 9,0,11\n\taddi 11,11,16\n\tlxvd2x 10,0,11\n\t"
        "addi 11,11,16\n\tlxvd2x 11,0,11\n\t"
        "ld 4,0(31)\n\tld 5,8(31)\n\tld 6,16(31)\n\tld 7,24(31)\n\t"
        "bctrl\n\t"
        "std 4,0(31)\n\tstd 5,8(31)\n\tstd 6,16(31)\n\tstd 7,24(31)\n\t"
        "addi 11,31,32\n\tstxvd2x 2,0,11\n\taddi 11,11,16\n\tstxvd2x 3,0,11\n\taddi 11,11,16\n\tstxvd2x 4,0,11\n\t"
        "addi 11,11,16\n\tstxvd2x 5,0,11\n\taddi 11,11,16\n\tstxvd2x 34,0,11\n\taddi 11,11,16\n\tstxvd2x 35,0,11\n\t"
        "addi 11,11,16\n\tstxvd2x 36,0,11\n\taddi 11,11,16\n\tstxvd2x 37,0,11\n\t"
        "addi 11,31,256\n\tstxvd2x 8,0,11\n\taddi 11,11,16\n\tstxvd2x 9,0,11\n\taddi 11,11,16\n\tstxvd2x 10,0,11\n\t"
        "addi 11,11,16\n\tstxvd2x 11,0,11\n\t"
        "mfcr 0\n\tstd 0,168(31)\n\t"
        "mffs 0\n\tstfd 0,160(31)\n\t"
        "addi 11,31,176\n\tmfvscr 0\n\tstxvd2x 32,0,11\n\t"
        "li 0,0\n\tstd 0,-8(1)\n\tlfd 0,-8(1)\n\tmtfsf 255,0,1,0\n\t"
        : "+r"(state), "+r"(target)
        :
        : "memory", "ctr", "lr", "cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6", "cr7", "r0", "r4", "r5", "r6", "r7",
          "r11", "fr0", "fr2", "fr3", "fr4", "fr5", "fr8", "fr9", "fr10", "fr11",
          "v0", "v2", "v3", "v4", "v5");
}

static void copy(u64 *to, const u64 *from, int count)
{
    for (int k = 0; k < count; k++) {
        ((volatile u64 *)to)[k] = from[k];
    }
}

/* Two pages at each fixed address, so that what is read past the storage of a case is zero. */
static void prepare(void)
{
    u64 count = 0;
    u64 word;
    u64 action[4] = {(u64)refused, 4, 0, 0};
    call(173, SIGFPE, (long)action, 0, 8, 0, 0);
    call(173, SIGILL, (long)action, 0, 8, 0, 0);
    call(90, STORAGE, 0x20000, 3, 0x32, -1, 0);
    call(90, CODE, 0x100000, 7, 0x32, -1, 0);
    fill(&count, sizeof count);
    for (u64 k = 0; k < count; k++) {
        fill(&word, sizeof word);
        volatile u32 *slot = (volatile u32 *)(CODE + SLOT * k);
        if (word >> 32 != 0) {
            *slot++ = (u32)(word >> 32);
        }
        *slot++ = (u32)word;
        *slot = 0x4e800020;
    }
}

void begin(void)
{
    prepare();
    for (;;) {
        u64 count = fill(input, sizeof input) / sizeof input[0];
        for (u64 k = 0; k < count; k++) {
            struct registers *r = &output[k];
            copy((u64 *)r, (const u64 *)&input[k].r, sizeof *r / 8);
            copy((u64 *)STORAGE, r->storage, 8);
            trapped = 0;
            r->trapped = 0;
            execute(r, CODE + SLOT * input[k].index);
            r->trapped = trapped;
            copy(r->storage, (const u64 *)STORAGE, 8);
        }
        drain(output, count * sizeof output[0]);
        if (count < CASES) {
            call(234, 0, 0, 0, 0, 0, 0);
        }
    }
}

__asm__(".section .text\n.globl _start\n_start:\n\tlis 2,.TOC.@ha\n\taddi 2,2,.TOC.@l\n\tstdu 1,-512(1)\n\tbl begin\n");
