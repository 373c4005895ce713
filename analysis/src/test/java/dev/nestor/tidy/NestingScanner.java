package dev.nestor.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Counts how deep statements that branch or loop stand in each other; {@code else if} adds no depth. */
final class NestingScanner extends TreeScanner<Void, Integer> {

    private final JavaFile java;
    private final int max;
    private final List<Integer> tooDeep = new ArrayList<>();

    private NestingScanner(JavaFile java, int max) {
        this.java = java;
        this.max = max;
    }

    /** The lines of the statements that stand at a depth of more than the maximum, the outermost ones only. */
    static List<Integer> tooDeep(JavaFile java, int max) {
        NestingScanner scanner = new NestingScanner(java, max);
        scanner.scan(java.tree(), 0);
        return scanner.tooDeep;
    }

    private Void inside(Tree statement, int depth, Supplier<Void> visit) {
        if (depth == max) {
            tooDeep.add(java.firstLine(statement));
            return null;
        }
        return visit.get();
    }

    @Override
    public Void visitClass(ClassTree type, Integer depth) {
        // A type within a method, named or anonymous, is read for itself.
        return super.visitClass(type, 0);
    }

    @Override
    public Void visitIf(IfTree statement, Integer depth) {
        return inside(statement, depth, () -> {
            scan(statement.getCondition(), depth);
            scan(statement.getThenStatement(), depth + 1);
            boolean chained = statement.getElseStatement() instanceof IfTree;
            return scan(statement.getElseStatement(), chained ? depth : depth + 1);
        });
    }

    @Override
    public Void visitForLoop(ForLoopTree loop, Integer depth) {
        return inside(loop, depth, () -> super.visitForLoop(loop, depth + 1));
    }

    @Override
    public Void visitEnhancedForLoop(EnhancedForLoopTree loop, Integer depth) {
        return inside(loop, depth, () -> super.visitEnhancedForLoop(loop, depth + 1));
    }

    @Override
    public Void visitWhileLoop(WhileLoopTree loop, Integer depth) {
        return inside(loop, depth, () -> super.visitWhileLoop(loop, depth + 1));
    }

    @Override
    public Void visitDoWhileLoop(DoWhileLoopTree loop, Integer depth) {
        return inside(loop, depth, () -> super.visitDoWhileLoop(loop, depth + 1));
    }

    @Override
    public Void visitSwitch(SwitchTree choice, Integer depth) {
        return inside(choice, depth, () -> super.visitSwitch(choice, depth + 1));
    }

    @Override
    public Void visitSwitchExpression(SwitchExpressionTree choice, Integer depth) {
        return inside(choice, depth, () -> super.visitSwitchExpression(choice, depth + 1));
    }

    @Override
    public Void visitTry(TryTree attempt, Integer depth) {
        return inside(attempt, depth, () -> super.visitTry(attempt, depth + 1));
    }

    @Override
    public Void visitSynchronized(SynchronizedTree block, Integer depth) {
        return inside(block, depth, () -> super.visitSynchronized(block, depth + 1));
    }
}
