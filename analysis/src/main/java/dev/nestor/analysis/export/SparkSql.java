package dev.nestor.analysis.export;

import dev.nestor.analysis.sql.PortableFunctions;
import dev.nestor.analysis.sql.SqlFile;
import dev.nestor.analysis.sql.ViewCatalog;
import java.util.List;

/**
 * The text of {@code spark.sql}: statements that show a dataset to Apache Spark as the tables that Nestor has, with the
 * portable views as their files write them. Where the dataset lies is the variable {@code dataset}.
 */
final class SparkSql {

    static final String FILE = "spark.sql";

    private static final String HEADING = """
            -- The tables of this dataset and Nestor's portable views, for Apache Spark 4:
            --   spark-sql -d dataset=DATASET -i DATASET/spark.sql
            -- Numbers of 64 bits without sign are DECIMAL(20, 0) here.
            """;

    private SparkSql() {}

    static String text(List<String> tables, List<String> dimensions) {
        StringBuilder out = new StringBuilder(HEADING);
        dimensions.forEach(name -> table(out, name, "dimension"));
        tables.forEach(name -> table(out, name, "recording=*"));
        PortableFunctions.all().forEach(function -> out.append(function.spark()).append(";\n"));
        for (SqlFile view : ViewCatalog.load().views()) {
            if (view.isPortable()) {
                out.append("\n-- ").append(view.question()).append('\n');
                out.append("CREATE OR REPLACE TEMPORARY VIEW ")
                        .append(view.name())
                        .append(" AS\n")
                        .append(view.query().strip())
                        .append(";\n");
            }
        }
        return out.toString();
    }

    private static void table(StringBuilder out, String name, String folder) {
        out.append("CREATE OR REPLACE TEMPORARY VIEW ").append(name);
        out.append(" AS SELECT * FROM parquet.`${dataset}/").append(folder).append('/');
        out.append(name).append(".parquet`;\n");
    }
}
