# What people and CI run. `make` alone prints this list; each target installs what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# The Node among the packages, not the system's, also for tools that look for `node` themselves.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
NODE := node_modules/.bin/node
VM_PACKAGES := qemu-system-x86 qemu-utils ovmf openssl
VM_TEST_PACKAGES := $(VM_PACKAGES) zbar-tools dnsmasq-base iproute2 fdisk e2fsprogs mtools
BENCH_PACKAGES := $(VM_PACKAGES) zbar-tools fdisk e2fsprogs mtools mmdebstrap debian-archive-keyring

.PHONY: help install demo test image vm-test vm-soak vm check format bench flash clean

help: ## this list
	@echo "Signet: open firmware and a small cloud that turn a bare screen into a managed one."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  npm run agent -- --help    the device's daemon by hand"
	@echo "  npm run cloud -- --help    the cloud by hand"

install: ## the npm packages of package-lock.json (the other targets do it too)
	@scripts/install-npm-packages.sh

demo: install ## a cloud, a virtual screen and a QR to scan; ends with Ctrl-C
	@$(NODE) scripts/demo/main.ts $(DEMO)

test: install ## unit, contract, integration and browser tests; TEST=path runs one file
	@scripts/install-system-packages.sh chromium zbar-tools openssl fonts-dejavu-core \
		fdisk dosfstools mtools zstd bmap-tools e2fsprogs qemu-utils
	@$(NODE) scripts/test.ts $(TEST)

image: install ## the disk image for any x86-64 UEFI PC, into image/out; CLOUD=https://... is built in (root)
	@image/build.sh

vm-test: install ## boots the built image in virtual machines and tests it; TEST=path runs one file
	@scripts/install-system-packages.sh $(VM_TEST_PACKAGES)
	@$(NODE) scripts/vm-test.ts $(TEST)

vm-soak: install ## cuts the image's power 20 times before it is paired and 20 times after; SEED=word repeats a run
	@scripts/install-system-packages.sh $(VM_TEST_PACKAGES)
	@$(NODE) scripts/vm-test.ts --cuts 20 $(if $(SEED),--seed '$(SEED)') image/tests/power-cuts.test.ts

vm: install ## boots the built image against a cloud here, in a window or over VNC
	@scripts/install-system-packages.sh $(VM_PACKAGES)
	@$(NODE) scripts/vm.ts $(VM)

check: install ## types, format and lint, import rules, docs, dead code
	@$(NODE) scripts/check/main.ts

format: install ## format and mend what can be mended
	@node_modules/.bin/biome check --write .

bench: install ## the budgets of the design, measured on this machine; BENCH='--only image' the image alone
	@$(if $(wildcard image/out/signet.raw),scripts/install-system-packages.sh $(BENCH_PACKAGES),true)
	@$(NODE) scripts/bench/main.ts $(BENCH)

flash: install ## writes the image to a disk: DISK=/dev/sdX [CONFIG=signet.json] [TOKEN=sgt_…] [IMAGE=path] [YES=1]
	@$(if $(CONFIG)$(TOKEN),scripts/install-system-packages.sh fdisk mtools,true)
	@$(NODE) scripts/flash/main.ts $(if $(DISK),--disk '$(DISK)') $(if $(CONFIG),--config '$(CONFIG)') $(if $(TOKEN),--token '$(TOKEN)') \
		$(if $(IMAGE),--image '$(IMAGE)') $(if $(YES),--yes) $(FLASH)

clean: ## what was built and what the demo left (.signet); not the npm packages
	rm -rf .signet image/out cloud/studio/dist device/player/dist .tap
