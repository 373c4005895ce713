package dev.nestor.emulator.state;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A field of a {@link Stateful} class that is not saved, because it follows from what is saved or from the wiring. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Derived {
    /** Why it need not be saved: what it is derived from, and when it is rebuilt. */
    String value();
}
