package dev.nestor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.input.ScheduledInputs;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.Stateful;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Changes each field of each {@link Stateful} object of two machines that stand inside an L2, one per API: the object's
 * digest must change, unless the field is {@link Derived} and says why.
 */
class StatefulFieldsTest {
    /** Arrays that represent a set: what counts is the set, and TranslationSetTest checks it. */
    private static final Set<String> REPRESENTATIONS =
            Set.of("TranslationSet.tags", "TranslationSet.pages", "TranslationSet.values", "TranslationSet.count");

    @TestFactory
    Stream<DynamicTest> everyFieldReachesTheDigestOrIsDerived() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Stateful object : samples().values()) {
            Class<?> type = object.getClass();
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    String name = type.getSimpleName() + "." + field.getName();
                    tests.add(DynamicTest.dynamicTest(name, () -> check(name, object, field)));
                }
            }
        }
        return tests.stream();
    }

    @Test
    void everyStatefulClassHasASample() throws Exception {
        Set<String> missing = new TreeSet<>();
        Map<Class<?>, Stateful> samples = samples();
        for (Class<?> type : statefulClasses()) {
            if (!samples.containsKey(type)) {
                missing.add(type.getSimpleName());
            }
        }
        assertEquals(Set.of(), missing, "make the machines of this test hold one of each");
        assertTrue(samples.size() > 10, "looked at " + samples.keySet());
    }

    private static void check(String name, Stateful object, Field field) throws Exception {
        Derived derived = field.getAnnotation(Derived.class);
        if (derived != null) {
            assertTrue(derived.value().length() >= "wiring".length(), name + " lacks its reason");
            return;
        }
        if (isWiring(field) || REPRESENTATIONS.contains(name)) {
            return;
        }
        field.setAccessible(true);
        long before = StateDigest.of(object);
        assertEquals(before, StateDigest.of(object), "digesting twice");
        Runnable restore = change(name, object, field);
        long changed = StateDigest.of(object);
        restore.run();
        assertNotEquals(
                before, changed, name + " does not reach the digest: save it, or mark it @Derived with a reason");
        assertEquals(before, StateDigest.of(object), "restored");
    }

    /** Final fields that construction sets for ever, and references to objects that are checked in their own class. */
    private static boolean isWiring(Field field) {
        Class<?> type = field.getType();
        Class<?> element = type.isArray() ? type.getComponentType() : type;
        return Modifier.isFinal(field.getModifiers())
                && (Stateful.class.isAssignableFrom(element)
                        || List.class.isAssignableFrom(type)
                        || type.isPrimitive()
                        || element.isRecord()
                        || element.isEnum());
    }

    private static Runnable change(String name, Object object, Field field) throws IllegalAccessException {
        Class<?> type = field.getType();
        Object value = field.get(object);
        if (type == long.class) {
            return set(object, field, (Long) value ^ 1);
        }
        if (type == int.class) {
            return set(object, field, (Integer) value ^ 1);
        }
        if (type == boolean.class) {
            return set(object, field, !(Boolean) value);
        }
        if (type.isEnum() && value == null) {
            return set(object, field, type.getEnumConstants()[1]);
        }
        if (type == byte[].class && !Modifier.isFinal(field.getModifiers())) {
            return set(object, field, new byte[((byte[]) value).length + 1]);
        }
        if (type.isArray()) {
            return changeArray(name, value);
        }
        if (value instanceof Map<?, ?> map) {
            return changeMap(name, map);
        }
        if (value instanceof BitSet bits) {
            bits.flip(3);
            return () -> bits.flip(3);
        }
        throw new AssertionError("teach this test to change " + field);
    }

    private static Runnable set(Object object, Field field, Object to) throws IllegalAccessException {
        Object before = field.get(object);
        field.set(object, to);
        return () -> {
            try {
                field.set(object, before);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        };
    }

    private static Runnable changeArray(String name, Object array) {
        for (int i = Array.getLength(array) - 1; i >= 0; i--) {
            Object element = Array.get(array, i);
            if (element instanceof byte[] page) {
                page[17] ^= 1;
                return () -> page[17] ^= 1;
            }
            if (element instanceof Number) {
                int index = i;
                flip(array, index);
                return () -> flip(array, index);
            }
        }
        throw new AssertionError("nothing to change in " + name);
    }

    private static void flip(Object array, int index) {
        if (array instanceof long[] longs) {
            longs[index] ^= 1;
        } else if (array instanceof int[] ints) {
            ints[index] ^= 1;
        } else if (array instanceof byte[] bytes) {
            bytes[index] ^= 1;
        } else {
            throw new AssertionError(
                    "teach this test to change a " + array.getClass().getSimpleName());
        }
    }

    private static <K, V> Runnable changeMap(String name, Map<K, V> map) {
        assertTrue(!map.isEmpty(), name + " is empty in the sample");
        K key = map.keySet().iterator().next();
        V value = map.remove(key);
        return () -> map.put(key, value);
    }

    /** One object of each stateful class, found by following every reference from two machines. */
    private static Map<Class<?>, Stateful> samples() {
        Map<Class<?>, Stateful> found = new LinkedHashMap<>();
        for (NestedApi api : NestedApi.values()) {
            Machine machine = insideL2(api);
            Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            Deque<Object> open = new ArrayDeque<>(List.of(machine));
            while (!open.isEmpty()) {
                Object object = open.pop();
                if (object instanceof Stateful stateful) {
                    found.putIfAbsent(object.getClass(), stateful);
                }
                references(object).stream().filter(seen::add).forEach(open::push);
            }
        }
        return found;
    }

    private static Machine insideL2(NestedApi api) {
        MachineConfig config = MachineConfig.of(api).withMemoryBytes(64L << 20);
        MachineImages images = GuestImages.with("l2-exit-storm");
        Machine machine = new Machine(config, images, aFaultThatNeverStrikes(), EventSink.NOWHERE);
        do {
            machine.runUntil(machine.moment() + 1000);
        } while (!machine.vcpu(0).isNested());
        return machine;
    }

    private static InputSource aFaultThatNeverStrikes() {
        String rule = "call=L2_ENTRY occurrence=1000000000 effect=HDEC_LOST";
        return new ScheduledInputs(List.of(new ScheduledInputs.Entry(0, MachineInput.FaultArranged.of(rule))));
    }

    private static List<Object> references(Object object) {
        List<Object> references = new ArrayList<>();
        if (object instanceof Map<?, ?> map) {
            references.addAll(map.values());
        } else if (object instanceof Collection<?> collection) {
            references.addAll(collection);
        } else if (object instanceof Object[] array) {
            references.addAll(java.util.Arrays.asList(array));
        } else if (object.getClass().getName().startsWith("dev.nestor.")) {
            for (Field field : object.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    references.add(read(object, field));
                }
            }
        }
        references.removeIf(reference -> reference == null);
        return references;
    }

    private static Object read(Object object, Field field) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Class<?>> statefulClasses() throws IOException, ClassNotFoundException {
        Path classes = Path.of(Machine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes.resolve("dev/nestor/emulator"))) {
            for (Path file : files.sorted().toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                    Class<?> type = Class.forName(name.substring(0, name.length() - 6));
                    if (Stateful.class.isAssignableFrom(type) && !type.isInterface()) {
                        found.add(type);
                    }
                }
            }
        }
        return found;
    }
}
