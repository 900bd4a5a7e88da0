package dev.remocal.test.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import dev.remocal.test.cluster.Project;
import java.nio.file.Path;

/** The chart as Helm reads it, without a cluster. */
final class Chart {

    static final String NEWEST_KUBERNETES = "1.36.0";

    static final Path FOLDER = Project.find().file("charts/remocal");

    private Chart() {}

    static TemplateCommand template(String kubernetes) {
        return new Helm(FOLDER)
                .template()
                .withName("remocal")
                .withNamespace("remocal")
                .withKubeVersion(kubernetes);
    }
}
