package dev.nestor.recorder;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that encodes, compresses and appends while the machine goes on. It does its tasks one by one in the order
 * in which they were given, so that what is written does not depend on when it runs; a machine that is faster than it
 * waits. All that touches the log is done here.
 *
 * <p>The first failure of a task that nobody waits for is thrown to whoever gives the next one; tasks behind it are
 * passed over.
 */
final class WriterThread {

    /** Tasks that may wait: with blocks of events, the most that a killed recorder loses beside one batch. */
    static final int DEPTH = 4;

    private final ArrayBlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(DEPTH);
    private final Thread thread = new Thread(this::work, "nestor-recorder");
    private final Runnable first;
    private volatile @Nullable Throwable failure;
    private boolean isFailureThrown;
    private boolean isEnding;

    /** A thread that does {@code first} once it is given anything to do; it does not keep the process alive. */
    WriterThread(Runnable first) {
        this.first = first;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Lets it do its first task, which takes a third of a second, mostly loading of classes: the caller is to have
     * loaded its own by then, since two threads that load wait for each other.
     */
    void begin() {
        submit(() -> {});
    }

    /** Gives a task that nobody waits for. */
    void submit(Runnable task) {
        rethrow();
        put(() -> {
            if (failure == null) {
                task.run();
            }
        });
    }

    /** Gives a task and waits for its result, behind all tasks before it. */
    <T> T call(Supplier<T> task) {
        rethrow();
        Result<T> result = new Result<>(task);
        put(() -> {
            if (failure == null) {
                result.run();
            } else {
                result.done.countDown();
            }
        });
        return result.await(this);
    }

    /**
     * Gives the last task, which is done even after a failure, and waits for the end of the thread; then throws the
     * failure that nobody was told of.
     */
    void end(Runnable last) {
        Result<Boolean> result = new Result<>(() -> {
            isEnding = true;
            last.run();
            return true;
        });
        put(result);
        result.await(this);
        if (!isFailureThrown) {
            rethrow();
        }
    }

    private void work() {
        Runnable task = uninterruptibly(tasks::take);
        attempt(first);
        attempt(task);
        while (!isEnding) {
            attempt(uninterruptibly(tasks::take));
        }
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void put(Runnable task) {
        uninterruptibly(() -> {
            tasks.put(task);
            return true;
        });
    }

    /** Whether a failure of this thread was thrown already to whoever gave it tasks. */
    boolean isFailureThrown() {
        return isFailureThrown;
    }

    private void rethrow() {
        Throwable thrown = failure;
        isFailureThrown = thrown != null;
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    /** An interrupt is kept for whoever waits for it; nothing of a recording is given up for it. */
    private static <T> T uninterruptibly(Interruptible<T> step) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return step.run();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    /** A task whose outcome someone waits for. */
    private static final class Result<T> implements Runnable {
        private final Supplier<T> task;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable T value;
        private @Nullable RuntimeException exception;
        private @Nullable Error error;

        Result(Supplier<T> task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                value = task.get();
            } catch (RuntimeException e) {
                exception = e;
            } catch (Error e) {
                error = e;
            } finally {
                done.countDown();
            }
        }

        T await(WriterThread writer) {
            uninterruptibly(() -> {
                done.await();
                return true;
            });
            if (exception != null) {
                throw exception;
            }
            if (error != null) {
                throw error;
            }
            T result = value;
            if (result == null) {
                writer.rethrow();
                throw new IllegalStateException("a task gave no result");
            }
            return result;
        }
    }
}
