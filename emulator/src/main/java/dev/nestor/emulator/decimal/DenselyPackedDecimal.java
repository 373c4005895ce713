package dev.nestor.emulator.decimal;

/**
 * Three decimal digits in ten bits (a declet) and back.
 *
 * @see "Power ISA 3.1, Book I, appendix B: Densely Packed Decimal"
 */
public final class DenselyPackedDecimal {
    private static final int DECLETS = 1024;
    private static final int[] TO_BCD = new int[DECLETS];

    static {
        for (int declet = 0; declet < DECLETS; declet++) {
            TO_BCD[declet] = decode(declet);
        }
    }

    private DenselyPackedDecimal() {}

    /** Three BCD digits, most significant first, of a declet of ten bits. */
    public static int toBcd(int declet) {
        return TO_BCD[declet];
    }

    /**
     * The declet of three BCD digits {@code abcd efgh ijkm}; digits above nine give what the manual's equations give.
     *
     * @see "Power ISA 3.1, Book I, section B.1"
     */
    public static int fromBcd(int digits) {
        int a = digits >>> 11 & 1;
        int b = digits >>> 10 & 1;
        int c = digits >>> 9 & 1;
        int d = digits >>> 8 & 1;
        int e = digits >>> 7 & 1;
        int f = digits >>> 6 & 1;
        int g = digits >>> 5 & 1;
        int h = digits >>> 4 & 1;
        int i = digits >>> 3 & 1;
        int j = digits >>> 2 & 1;
        int k = digits >>> 1 & 1;
        int m = digits & 1;
        int na = 1 - a;
        int ne = 1 - e;
        int ni = 1 - i;
        int p = f & a & i & ne | j & a & ni | b & na;
        int q = g & a & i & ne | k & a & ni | c & na;
        int s = j & na & e & ni | f & na & ne | f & ne & ni | e & i;
        int t = k & na & e & ni | g & na & ne | g & ne & ni | a & i;
        int v = a | e | i;
        int w = ne & j & ni | e & i | a;
        int x = na & k & ni | a & i | e;
        return p << 9 | q << 8 | d << 7 | s << 6 | t << 5 | h << 4 | v << 3 | w << 2 | x << 1 | m;
    }

    private static int decode(int declet) {
        int p = declet >>> 9 & 1;
        int q = declet >>> 8 & 1;
        int r = declet >>> 7 & 1;
        int s = declet >>> 6 & 1;
        int t = declet >>> 5 & 1;
        int u = declet >>> 4 & 1;
        int v = declet >>> 3 & 1;
        int w = declet >>> 2 & 1;
        int x = declet >>> 1 & 1;
        int y = declet & 1;
        int nv = 1 - v;
        int nw = 1 - w;
        int nx = 1 - x;
        int ns = 1 - s;
        int nt = 1 - t;
        int a = ns & v & w | t & v & w & s | v & w & nx;
        int b = p & s & x & nt | p & nw | p & nv;
        int c = q & s & x & nt | q & nw | q & nv;
        int d = r;
        int e = v & nw & x | s & v & w & x | nt & v & x & w;
        int f = p & t & v & w & x & ns | s & nx & v | s & nv;
        int g = q & t & w & v & x & ns | t & nx & v | t & nv;
        int h = u;
        int i = t & v & w & x | s & v & w & x | v & nw & nx;
        int j = p & ns & nt & w & v | s & v & nw & x | p & w & nx & v | w & nv;
        int k = q & ns & nt & v & w | t & v & nw & x | q & v & w & nx | x & nv;
        int m = y;
        return a << 11 | b << 10 | c << 9 | d << 8 | e << 7 | f << 6 | g << 5 | h << 4 | i << 3 | j << 2 | k << 1 | m;
    }
}
