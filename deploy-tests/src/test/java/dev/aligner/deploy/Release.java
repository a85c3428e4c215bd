package dev.aligner.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What commands of Helm have made of a chart, one after another: nothing is installed, everything is rendered. */
final class Release {
    private final String name;
    private final Path chart;
    private final Path folder;
    private final List<String> set = new ArrayList<>();
    private final List<Path> values = new ArrayList<>();

    /** @param folder for the values that commands are given to read */
    Release(String name, Path chart, Path folder) {
        this.name = name;
        this.chart = chart;
        this.folder = folder;
    }

    /** With what else a command says. */
    List<YamlNode> with(PageCommand command) throws IOException {
        set.addAll(command.values("--set"));
        if (command.values("-f").contains("-")) {
            values.add(Files.writeString(folder.resolve(name + "-" + values.size() + ".yaml"), command.input()));
        }
        return objects();
    }

    List<YamlNode> objects() {
        TemplateCommand template =
                new Helm(chart).template().withName(name).withNamespace("prod").withKubeVersion(Chart.NEWEST);
        values.forEach(template::withValuesFile);
        for (String value : set) {
            int is = value.indexOf('=');
            template.set(value.substring(0, is), value.substring(is + 1));
        }
        return YamlNode.documents(template.call());
    }
}
