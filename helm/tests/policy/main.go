// Puts the sidecar into pods as the API server would: by its own code, from the policy that the chart renders on standard input.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"os"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"sigs.k8s.io/yaml"
)

func main() {
	log.SetFlags(0)
	expression := expression()
	volume := core.Volume{Name: "data"}
	for name, pod := range map[string]*core.Pod{
		"a pod with nothing":                      {},
		"a pod with an init container of its own": {Spec: core.PodSpec{InitContainers: []core.Container{{Name: "first"}}}},
		"a pod with everything": {Spec: core.PodSpec{
			InitContainers: []core.Container{{Name: "first"}}, Volumes: []core.Volume{volume}}},
	} {
		pod.Name = "pod"
		own := len(pod.Spec.InitContainers)
		patched := apply(expression, pod)
		containers := patched.Spec.InitContainers
		at := len(containers) - own - 1
		if at < 0 || containers[at].Name != "aligner" || *containers[at].RestartPolicy != core.ContainerRestartPolicyAlways {
			log.Fatalf("%s: no sidecar before its own containers: %v", name, containers)
		}
		if containers[at].Ports[0].ContainerPort != 8080 || containers[at].SecurityContext.Capabilities.Drop[0] != "ALL" {
			log.Fatalf("%s: not the chart's sidecar: %v", name, containers[at])
		}
		volumes := map[string]bool{}
		for _, volume := range patched.Spec.Volumes {
			volumes[volume.Name] = true
		}
		for _, container := range containers[:at+1] {
			for _, mount := range container.VolumeMounts {
				if !volumes[mount.Name] {
					log.Fatalf("%s: %s has no volume %s", name, container.Name, mount.Name)
				}
			}
		}
		fmt.Println("put into", name)
	}
}

func expression() string {
	rendered, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	for _, document := range bytes.Split(rendered, []byte("\n---")) {
		policy := admissionregistration.MutatingAdmissionPolicy{}
		if yaml.Unmarshal(document, &policy) == nil && policy.Kind == "MutatingAdmissionPolicy" {
			return policy.Spec.Mutations[0].JSONPatch.Expression
		}
	}
	log.Fatal("no policy")
	return ""
}

func apply(expression string, pod *core.Pod) *core.Pod {
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	if err != nil {
		log.Fatal(err)
	}
	evaluator := compiler.CompileMutatingEvaluator(
		&patch.JSONPatchCondition{Expression: expression}, cel.OptionalVariableDeclarations{HasPatchTypes: true}, environment.StoredExpressions)
	scheme := runtime.NewScheme()
	if err := core.AddToScheme(scheme); err != nil {
		log.Fatal(err)
	}
	kind := core.SchemeGroupVersion.WithKind("Pod")
	resource := core.SchemeGroupVersion.WithResource("pods")
	attributes := admission.NewAttributesRecord(
		pod, nil, kind, pod.Namespace, pod.Name, resource, "", admission.Create, &meta.CreateOptions{}, false, nil)
	patched, err := patch.NewJSONPatcher(evaluator).Patch(context.Background(), patch.Request{
		MatchedResource:     resource,
		VersionedAttributes: &admission.VersionedAttributes{Attributes: attributes, VersionedKind: kind, VersionedObject: pod},
		ObjectInterfaces:    admission.NewObjectInterfacesFromScheme(scheme),
		OptionalVariables:   cel.OptionalVariableBindings{},
	}, celconfig.RuntimeCELCostBudget)
	if err != nil {
		log.Fatal(err)
	}
	return patched.(*core.Pod)
}
