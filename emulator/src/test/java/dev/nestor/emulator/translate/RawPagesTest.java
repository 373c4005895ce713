package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.mmu.AddressTranslator;
import dev.nestor.emulator.mmu.PageLines;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What regions call to reach the bytes of a page; also as it is for a JDK that lets nobody do without checks. */
class RawPagesTest {
    private static final int SEED = 20261122;
    private static final long PAGE = 0x7654_3000L;

    @Test
    void regionsReachBytes() throws ReflectiveOperationException {
        RawPages.nameOf(false, 1, false);
        checkEveryAccess(Class.forName(RawPages.NAME.replace('/', '.')));
    }

    @Test
    void bytesAreReachedWithChecksToo() throws ReflectiveOperationException {
        checkEveryAccess(withChecks());
    }

    private static void checkEveryAccess(Class<?> pages) throws ReflectiveOperationException {
        Random random = new Random(SEED);
        for (int size = 1; size <= Long.BYTES; size *= 2) {
            for (boolean little : new boolean[] {false, true}) {
                for (int offset : new int[] {0, 1, 2047, Limits.PAGE_BYTES - size}) {
                    checkAccess(pages, size, little, offset, random.nextLong());
                }
            }
        }
        PageLines none = new AddressTranslator(new GuestMemory(1 << 20)).lines();
        for (String finder : new String[] {"readPage", "writePage"}) {
            assertNull(call(pages, finder, none, PAGE, 8), finder);
            assertNull(call(pages, finder, none, PAGE + Limits.PAGE_BYTES - 1, 8), finder);
        }
    }

    private static void checkAccess(Class<?> pages, int size, boolean little, int offset, long value)
            throws ReflectiveOperationException {
        byte[] whole = ByteBuffer.allocate(Long.BYTES)
                .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .putLong(value)
                .array();
        byte[] expected = new byte[Limits.PAGE_BYTES];
        System.arraycopy(whole, little ? 0 : Long.BYTES - size, expected, offset, size);
        byte[] page = new byte[Limits.PAGE_BYTES];
        call(pages, RawPages.nameOf(true, size, little), page, PAGE + offset, value);
        assertArrayEquals(expected, page);
        assertEquals(
                value & -1L >>> Long.SIZE - 8 * size,
                call(pages, RawPages.nameOf(false, size, little), page, PAGE + offset));
    }

    private static Object call(Class<?> pages, String name, Object... arguments) throws ReflectiveOperationException {
        for (Method method : pages.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                method.setAccessible(true);
                return method.invoke(null, arguments);
            }
        }
        throw new NoSuchMethodException(name);
    }

    /** The class as it is where the JDK refuses the other one, by a loader of its own. */
    private static Class<?> withChecks() throws ReflectiveOperationException {
        byte[] classFile = RawPages.classFile(-1);
        return new ClassLoader(RawPagesTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(null, classFile, 0, classFile.length);
            }
        }.define();
    }
}
