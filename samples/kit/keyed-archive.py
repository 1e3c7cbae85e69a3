"""Reads a description in JSON, writes it as NSKeyedArchiver would, a binary property list.

{"dict": [[name, value] ...]}  {"array": [value ...]}  {"data": base64, "mutable": bool}  {"mutableString": text}
{"object": class, "fields": {name: value}}: numbers of such fields stand in the object itself. Anything else is itself.
"""
import base64
import json
import plistlib
import sys


class Archive:
    def __init__(self):
        self.objects = ["$null"]
        self.classes = {}

    def add(self, value):
        self.objects.append(value)
        return plistlib.UID(len(self.objects) - 1)

    def class_of(self, *names):
        if names not in self.classes:
            self.classes[names] = self.add({"$classname": names[0], "$classes": [*names, "NSObject"]})
        return self.classes[names]

    def encode(self, value):
        if value is None:
            return plistlib.UID(0)
        if not isinstance(value, dict):
            return self.add(value)
        if "data" in value:
            raw = base64.b64decode(value["data"])
            if not value.get("mutable"):
                return self.add(raw)
            return self.add({"NS.data": self.add(raw), "$class": self.class_of("NSMutableData", "NSData")})
        if "mutableString" in value:
            return self.add({"NS.string": value["mutableString"], "$class": self.class_of("NSMutableString", "NSString")})
        place = self.add(None)
        if "array" in value:
            body = {"NS.objects": [self.encode(item) for item in value["array"]], "$class": self.class_of("NSArray")}
        elif "dict" in value:
            keys = [self.add(name) for name, _ in value["dict"]]
            items = [self.encode(item) for _, item in value["dict"]]
            body = {"NS.keys": keys, "NS.objects": items, "$class": self.class_of("NSDictionary")}
        else:
            body = {"$class": self.class_of(value["object"])}
            for name, item in value["fields"].items():
                body[name] = item if isinstance(item, (int, float)) else self.encode(item)
        self.objects[place.data] = body
        return place


archive = Archive()
root = archive.encode(json.load(sys.stdin))
plist = {"$version": 100000, "$archiver": "NSKeyedArchiver", "$top": {"root": root}, "$objects": archive.objects}
sys.stdout.buffer.write(plistlib.dumps(plist, fmt=plistlib.FMT_BINARY))
