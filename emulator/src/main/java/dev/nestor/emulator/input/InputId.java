package dev.nestor.emulator.input;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The number of an input in every log, 1 to 254; explicit, never reused. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InputId {
    /** The number, 1 to 254. */
    int value();

    /** One sentence for the reference page. */
    String says();
}
