package main

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"referrald/forms"
	"referrald/forms/guard"
)

// What reading.guard may be.
const (
	guardOn  = "on"
	guardOff = "off"
)

// openGuard is what reads forms by this configuration. Nothing is started yet.
func openGuard(c *config, maps []forms.Mapping, log *slog.Logger) *guard.Guard {
	r := c.Reading
	cache := c.beside(r.Cache)
	if cache == "" {
		cache = filepath.Join(filepath.Dir(c.beside(c.Ledger)), "compiled")
	}
	tesseract := r.Tesseract
	if strings.ContainsRune(tesseract, filepath.Separator) {
		tesseract = c.beside(tesseract)
	}
	scanner := r.ClamAV
	if strings.Contains(scanner, "/") {
		scanner = c.beside(strings.TrimPrefix(scanner, "unix:"))
	}
	return guard.Open(guard.Options{
		Tesseract: tesseract, Memory: int64(r.MemoryMB) << 20, Time: time.Duration(r.Time),
		Cache: cache, Clamd: scanner, InProcess: r.Guard == guardOff, Maps: maps, Log: log,
	})
}

// userCache is where compiled code is kept for whoever has no configuration, ""
// when the system names no such folder.
func userCache() string {
	base, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(base, "referrald")
}

// reading lists what is wrong with the limits and tools of reading.
func (k *checker) reading() {
	r := k.c.Reading
	k.oneOf("reading.guard", r.Guard, guardOn, guardOff)
	const least, most = 128, 8192 // less does not draw a page; more is a slip of the hand
	if r.MemoryMB < least || r.MemoryMB > most {
		k.fault("reading.memory_mb", fmt.Sprintf("%d is not a number between %d and %d", r.MemoryMB, least, most), "512 is a good value")
	}
	if t := time.Duration(r.Time); t < time.Second || t > time.Minute {
		k.fault("reading.time", "must lie between 1s and 1m", "18s is a good value")
	}
	if t := r.Tesseract; t != "auto" && t != "off" && !strings.ContainsRune(t, filepath.Separator) {
		k.fault("reading.tesseract", fmt.Sprintf("%q is not one of auto, off, or a path", t), "")
	}
	if r.ClamAV == "" || strings.Contains(r.ClamAV, "/") {
		return
	}
	switch host, _, err := net.SplitHostPort(r.ClamAV); {
	case err != nil:
		k.fault("reading.clamav", fmt.Sprintf("%q is neither a path nor host:port", r.ClamAV), `Debian's is "/run/clamav/clamd.ctl"`)
	case !ownMachine(host):
		k.fault("reading.clamav", "files may be sent to this machine only", "ClamAV takes them in the clear, and children's data never travel so")
	}
}

// reading sees how forms are read here: behind which guards, and with what.
func (k *inspector) reading() {
	g := openGuard(k.config, nil, nil)
	defer g.Close()
	if k.config.Reading.Guard == guardOff {
		k.note("reading", "reading.guard is off: a hostile file may stop the daemon; scans and printed forms are not read")
	} else if k.guards(g) {
		k.tools(g)
	}
	said, err := g.Scanner()
	if k.config.Reading.ClamAV == "" {
		k.note("virus scanner", "none is set (reading.clamav): files are opened without a scan")
	} else {
		k.step("virus scanner", said, err)
	}
}

// guards tells which walls stand between a hostile file and this machine.
func (k *inspector) guards(g *guard.Guard) bool {
	holds, err := g.Holds()
	var held, not []string
	for _, h := range holds {
		if h.Holds {
			held = append(held, fmt.Sprintf("%s (%s)", h.What, h.How))
		} else {
			not = append(not, h.What)
		}
	}
	if !k.step("reading", "files are opened in a child process: "+strings.Join(held, "; "), err) {
		return false
	}
	if len(not) > 0 {
		k.note("reading", "this system does not let these guards hold: "+strings.Join(not, "; "))
	}
	return true
}

// tools tells what the child can do besides reading fields and text.
func (k *inspector) tools(g *guard.Guard) {
	t, err := g.Try()
	if t.Pages {
		k.step("pages of PDFs", "what draws them is compiled and works", g.Warm())
	}
	switch named := k.config.Reading.Tesseract; {
	case err != nil:
		k.step("tesseract", "", err)
	case t.Fault != "":
		k.step("tesseract", "", &advice{"it does not work: " + t.Fault, "install its English language data (tesseract-ocr-eng), or set reading.tesseract = \"off\""})
	case t.OCR != "":
		k.step("tesseract", t.OCR+" reads scans and photographs", nil)
	case named == "off":
		k.note("tesseract", "reading.tesseract is off: scans and photographs go to a person")
	case named == "auto":
		k.note("tesseract", "it is not installed: scans and photographs go to a person")
	default:
		k.step("tesseract", "", &advice{"there is no program at reading.tesseract", "put the right path, or \"auto\""})
	}
}
