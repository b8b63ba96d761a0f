"""What is above a part of a file, and what of it the part needs to run alone.

Each case is a file: its lines above a block, the block, and which lines it needs. What
the block prints in the file, it prints with those lines alone.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from lessonkit.run.closure import closure

BLOCK = "# %% block\n"

CASES = {
    "a file that is written and read": (
        """\
import tempfile
from pathlib import Path
place = Path(tempfile.mkdtemp())
place.joinpath("a.txt").write_text("1")
place = Path(tempfile.gettempdir())
Path(place / "kept.txt").write_text("7")
kind = "text"
""",
        """\
from pathlib import Path as P
import tempfile as t
print(P(t.gettempdir()).joinpath("kept.txt").read_text())
""",
        """\
import tempfile
from pathlib import Path
place = Path(tempfile.gettempdir())
Path(place / "kept.txt").write_text("7")
""",
    ),
    "what lies in a folder": (
        """\
import json
import tempfile
from pathlib import Path
folder = Path(tempfile.mkdtemp())
text = json.dumps([1])
(folder / "a.json").write_text(text)
other = json.dumps([2])
print((folder / "a.json").read_text())
""",
        """\
(folder / "b.txt").write_text("two")
for path in sorted(folder.iterdir()):
    print(path.name)
""",
        """\
import json
import tempfile
from pathlib import Path
folder = Path(tempfile.mkdtemp())
text = json.dumps([1])
(folder / "a.json").write_text(text)
""",
    ),
    "what only a line that shows needs": (
        """\
import json
import tempfile
from pathlib import Path
path = Path(tempfile.mkdtemp()) / "a.json"
path.with_name("a.json").write_text("[]")
print(json.loads((path.parent / "a.json").read_text()))
""",
        "print((path.parent / 'a.json').exists())",
        """\
import tempfile
from pathlib import Path
path = Path(tempfile.mkdtemp()) / "a.json"
path.with_name("a.json").write_text("[]")
""",
    ),
    "a loop that only prints": (
        """\
xs = [1, 2]
for x in sorted(xs):
    print(x)
ys = []
for y in xs:
    ys.append(y)
    print(y)
""",
        "print(ys)",
        """\
xs = [1, 2]
ys = []
for y in xs:
    ys.append(y)
""",
    ),
    "what an exception is called": (
        """\
try:
    int("a")
except ValueError as error:
    first = str(error)
""",
        """\
try:
    int("b")
except ValueError as error:
    print(error)
""",
        "",
    ),
    "seed kept, draws between kept": (
        """\
import numpy as np
import random
# %% a
random.seed(0)
first = random.random()
title = "x"
""",
        "print(random.random())",
        """\
import random

random.seed(0)
first = random.random()
""",
    ),
    "walrus": (
        """\
data = [1, 2]
# %% a
if (n := len(data)) > 1:
    kind = "long"
""",
        "print(n)",
        """\
data = [1, 2]

if (n := len(data)) > 1:
    kind = "long"
""",
    ),
    "append": (
        """\
xs = []
ys = []
# %% a
xs.append(1)
ys.append(2)
print(xs)
""",
        "print(xs)",
        """\
xs = []

xs.append(1)
""",
    ),
    "sub": (
        """\
x = [0]
x[0] = 5
y = x
y[0] = 6
z = 1
""",
        "print(x)",
        """\
x = [0]
x[0] = 5
y = x
y[0] = 6
""",
    ),
    "global": (
        """\
count = 0
def up():
    global count
    count += 1
up()
""",
        "print(count)",
        """\
count = 0


def up():
    global count
    count += 1


up()
""",
    ),
    "try": (
        """\
try:
    import fast as m
except ImportError:
    import slow as m
""",
        "m.go()",
        """\
try:
    import fast as m
except ImportError:
    import slow as m
""",
    ),
    "star": (
        """\
from math import *
unused = 1
""",
        "print(sqrt(2))",
        "from math import *",
    ),
    "match": (
        """\
p = (1, 2)
match p:
    case (a, b):
        pass
q = 3
""",
        "print(a)",
        """\
p = (1, 2)
match p:
    case (a, b):
        pass
""",
    ),
    "del": (
        """\
a = 1
d = {"k": 1, "l": 2}
del d["k"]
del a
""",
        "print(d)",
        """\
d = {"k": 1, "l": 2}
del d["k"]
""",
    ),
    "with": (
        """\
import io
with io.StringIO("a") as f:
    text = f.read()
f = 1
""",
        "print(text)",
        """\
import io
with io.StringIO("a") as f:
    text = f.read()
""",
    ),
    "later def": (
        """\
def f():
    return g()
def g():
    return 1
h = f
def unused():
    pass
""",
        "print(h())",
        """\
def f():
    return g()


def g():
    return 1


h = f
""",
    ),
    "comprehension scope": (
        """\
i = 5
n = 3
""",
        "print([i for i in range(n)])",
        "n = 3",
    ),
    "decorator": (
        """\
import functools
@functools.cache
def f(x):
    return x
""",
        "f(1)",
        """\
import functools


@functools.cache
def f(x):
    return x
""",
    ),
    "param mutation": (
        """\
def fill(a):
    a.append(1)
xs = []
ys = []
fill(xs)
fill(ys)
""",
        "print(xs)",
        """\
def fill(a):
    a.append(1)


xs = []
fill(xs)
""",
    ),
    "environ": (
        """\
import os
os.environ["K"] = "1"
import keras
""",
        "keras.go()",
        """\
import os
os.environ["K"] = "1"
import keras
""",
    ),
    "aug": (
        """\
n = 1
n += 1
m = n
m += 1
""",
        "print(n)",
        """\
n = 1
n += 1
""",
    ),
    "rebinding kills": (
        """\
x = 1
y = x
x = 2
""",
        "print(x)",
        "x = 2",
    ),
    "future": (
        '''\
"""Doc."""
from __future__ import annotations
a = 1
''',
        "b = 2",
        "from __future__ import annotations",
    ),
    "lambda": (
        """\
k = 2
f = lambda x: x * k
""",
        "print(f(1))",
        """\
k = 2
f = lambda x: x * k
""",
    ),
    "method by name in loop": (
        """\
import keras
model = keras.Model()
parts = [model]
for part in parts:
    part.fit()
other = 1
""",
        "print(model)",
        """\
import keras
model = keras.Model()
parts = [model]
for part in parts:
    part.fit()
""",
    ),
    "iterator": (
        """\
it = iter([1, 2, 3])
a = next(it)
b = 4
""",
        "print(next(it))",
        """\
it = iter([1, 2, 3])
a = next(it)
""",
    ),
    "class body": (
        """\
SIZE = 3
class Base:
    n = SIZE
class C(Base):
    pass
c = C()
c.n = 4
""",
        "print(c.n)",
        """\
SIZE = 3


class Base:
    n = SIZE


class C(Base):
    pass


c = C()
c.n = 4
""",
    ),
    "chained import": (
        """\
import os.path
import os
x = 1
""",
        'print(os.path.join("a", "b"))',
        """\
import os.path
import os
""",
    ),
    "builtin shadowed": (
        """\
def sum(a):
    return 0
""",
        "print(sum([1]))",
        """\
def sum(a):
    return 0
""",
    ),
    "assigned method result that fits": (
        """\
import keras
model = keras.Model()
history = model.fit(1)
shape = model.count_params()
""",
        "print(model)",
        """\
import keras
model = keras.Model()
history = model.fit(1)
""",
    ),
    "argument of a module's call": (
        """\
import numpy as np
counts = np.zeros(3)
np.add.at(counts, 1, 1)
other = np.ones(3)
np.add.at(other, 1, 1)
""",
        "print(counts)",
        """\
import numpy as np
counts = np.zeros(3)
np.add.at(counts, 1, 1)
""",
    ),
    "semicolons": (
        """\
a = 1; b = 2
c = 3
""",
        "print(a)",
        "a = 1; b = 2",
    ),
    "except name": (
        """\
try:
    1 / 0
except ZeroDivisionError as e:
    said = str(e)
""",
        "print(said)",
        """\
try:
    1 / 0
except ZeroDivisionError as e:
    said = str(e)
""",
    ),
}

# programs for which a copy has to show the same as the whole file; how much
# comes along is not asked
PROGRAMS = {
    "enumfreeze": (
        """\
class L: t=True
ls=[L(),L()]
for i,l in enumerate(ls):
    l.t=False
""",
        "print([l.t for l in ls])",
    ),
    "items": (
        """\
d={'a':[]}
for k,v in d.items():
    v.append(1)
""",
        "print(d)",
    ),
    "values": (
        """\
d={'a':[]}
for v in d.values():
    v.append(1)
""",
        "print(d)",
    ),
    "zip": (
        """\
rows=[[],[]]
for r,x in zip(rows,[1,2]):
    r.append(x)
""",
        "print(rows)",
    ),
    "registry": (
        """\
seen=[]
def reg(f):
    seen.append(f.__name__)
    return f
@reg
def a(): pass
""",
        "print(seen)",
    ),
    "heappop": (
        """\
import heapq
h=[1,3]
x=heapq.heappop(h)
""",
        "print(h)",
    ),
    "npadd": (
        """\
import numpy as np
a=np.zeros(3)
np.add(a,1,out=a)
""",
        "print(a)",
    ),
    "environ": (
        """\
import os
os.environ['QQ']='1'
""",
        "print(os.environ.get('QQ'))",
    ),
    "mutglobal-indirect": (
        """\
log=[]
def f(x): log.append(x)
list(map(f,[1,2]))
""",
        "print(log)",
    ),
    "method-global": (
        """\
log=[]
class C:
    def go(self): log.append(1)
c=C()
c.go()
""",
        "print(log)",
    ),
    "ctor-global": (
        """\
log=[]
class C:
    def __init__(self): log.append(1)
c=C()
""",
        "print(log)",
    ),
    "ctor-count": (
        """\
class C:
    n=0
    def __init__(self): C.n+=1
a=C()
""",
        "print(C.n)",
    ),
    "star": (
        """\
a=[1]
def f(*xs): xs[0].append(9)
f(a)
""",
        "print(a)",
    ),
    "delpart": (
        """\
x=[1]
""",
        "del x\nprint('ok')",
    ),
    "semi": (
        """\
x=1
if x: print('a'); y=1
""",
        "print(y)",
    ),
    "semi2": (
        """\
x=1
if x:
    y=0
    print('a'); y=1
""",
        "print(y)",
    ),
    "elsebroken": (
        """\
x=1
if x:
    y=1
else:
    print(2); y=2
""",
        "print(y)",
    ),
    "ravel": (
        """\
import numpy as np
a=np.zeros((2,2))
b=a.ravel()
b[0]=1
""",
        "print(a)",
    ),
    "reshape": (
        """\
import numpy as np
a=np.zeros(4)
b=a.reshape(2,2)
b[0]=1
""",
        "print(a)",
    ),
    "iterlist": (
        """\
g=iter([1,2,3])
first=list(g)
""",
        "print(list(g))",
    ),
    "lambda with an effect": (
        """\
log=[]
f=lambda x: log.append(x)
f(1)
""",
        "print(log)",
    ),
    "nestedfn": (
        """\
log=[]
def outer():
    def inner(): log.append(1)
    inner()
outer()
""",
        "print(log)",
    ),
    "getattrcall": (
        """\
xs=[1]
ys=xs.copy()
xs[0]=2
""",
        "print(xs,ys)",
    ),
    "dictget": (
        """\
d={'a':[]}
d.setdefault('b',[]).append(1)
x=d.get('a')
x.append(2)
""",
        "print(d)",
    ),
    "dictgetd": (
        """\
d={'a':[]}
d.get('a').append(2)
""",
        "print(d)",
    ),
    "seedfn": (
        """\
import random
def setup(): random.seed(1)
setup()
""",
        "print(random.random())",
    ),
    "seednp": (
        """\
import numpy as np
rs=np.random
rs.seed(0)
""",
        "print(np.random.rand())",
    ),
    "seedfrom": (
        """\
from random import seed, random
seed(1)
""",
        "print(random())",
    ),
    "seedgen": (
        """\
import numpy as np
np.random.seed(0)
x=np.random.rand()
""",
        "print(np.random.rand())",
    ),
    "seedloop": (
        """\
import random
for s in [1]:
    random.seed(s)
""",
        "print(random.random())",
    ),
    "seedprintdraw": (
        """\
import random
random.seed(1)
print(f'{random.random()}')
""",
        "print(random.random())",
    ),
    "rngfn": (
        """\
import numpy as np
rng=np.random.default_rng(0)
def draw(): return rng.normal()
print(draw())
""",
        "print(rng.normal())",
    ),
    "sortkey": (
        """\
xs=[3,1]
ys=sorted(xs)
xs.sort()
""",
        "print(xs)",
    ),
    "global-in-if": (
        """\
def f():
    global z
    z=1
ok = f() is None
""",
        "print(z)",
    ),
    "inherits": (
        """\
class A:
    items=[]
    def add(self,x): self.items.append(x)
a=A()
a.add(1)
""",
        "print(A.items)",
    ),
    "tryexcept": (
        """\
try:
    x=int('a')
except ValueError as e:
    x=0
""",
        "print(x)",
    ),
    "tryreassign": (
        """\
x=1
try:
    x=int('a')
except ValueError:
    pass
""",
        "print(x)",
    ),
    "while": (
        """\
i=0
while i<3:
    print(i)
    i+=1
""",
        "print(i)",
    ),
    "emptyloop": (
        """\
x=5
for x in []:
    pass
""",
        "print(x)",
    ),
    "emptyloop2": (
        """\
best=None
xs=[]
for q in xs:
    best=q
""",
        "print(best)",
    ),
    "loopif": (
        """\
best=None
for q in [1,2]:
    if q>5:
        best=q
""",
        "print(best)",
    ),
    "breakbind": (
        """\
x=0
for i in [1,2]:
    if i==1: continue
    x=i
""",
        "print(x)",
    ),
    "breakbind2": (
        """\
found=None
for i in [1,2]:
    if i==1: break
    found=i
""",
        "print(found)",
    ),
    "with-suppress": (
        """\
import contextlib
x=1
with contextlib.suppress(ZeroDivisionError):
    x=1/0
""",
        "print(x)",
    ),
    "classbody": (
        """\
n=3
class A:
    n=n
    sq=[i for i in range(n)]
""",
        "print(A.sq,A.n)",
    ),
    "matchbind": (
        """\
z=0
match 5:
    case 1: z=1
""",
        "print(z)",
    ),
    "annotation alone": (
        """\
x=1
x: int
""",
        "print(x)",
    ),
    "name of an exception": (
        """\
e=1
try: 1/0
except ZeroDivisionError as err: msg=str(err)
""",
        "print(msg,e)",
    ),
    "compwalrus": (
        """\
xs=[1,2]
ys=[(last:=x) for x in xs]
""",
        "print(last)",
    ),
    "printwalrusnested": (
        """\
total=0
print([total:=total+v for v in [1,2]])
""",
        "print(total)",
    ),
    "sys path": (
        """\
import sys
sys.path.insert(0,'/zz')
""",
        "print('/zz' in sys.path)",
    ),
    "state of Python": (
        """\
import sys
sys.setrecursionlimit(555)
""",
        "print(sys.getrecursionlimit())",
    ),
    "attribute of a module": (
        """\
import math
math.tau2=7
""",
        "print(math.tau2)",
    ),
    "partial": (
        """\
from functools import partial
log=[]
add=partial(log.append,1)
add()
""",
        "print(log)",
    ),
    "deque": (
        """\
from collections import deque
q=deque([1,2])
q.popleft()
""",
        "print(q)",
    ),
    "shows": (
        """\
fig=[]
class V:
    def show(self): fig.append(1)
V().show()
""",
        "print(fig)",
    ),
    "method in a comprehension": (
        """\
xs=[]
[xs.append(i) for i in range(2)]
""",
        "print(xs)",
    ),
    "function in a comprehension": (
        """\
xs=[]
def f(i): xs.append(i)
[f(i) for i in range(2)]
""",
        "print(xs)",
    ),
    "function in a condition": (
        """\
xs=[]
def f(): xs.append(1)
True and f()
""",
        "print(xs)",
    ),
    "fnreturnsglobal": (
        """\
xs=[]
def get(): return xs
get().append(1)
""",
        "print(xs)",
    ),
    "fnreturnsglobal2": (
        """\
xs=[]
def get(): return xs
y=get()
y.append(1)
""",
        "print(xs)",
    ),
    "aliasglobalinfn": (
        """\
xs=[]
def f():
    y=xs
    y.append(1)
f()
""",
        "print(xs)",
    ),
    "aliasparam": (
        """\
xs=[]
def f(a):
    for b in [a]:
        b.append(1)
f(xs)
""",
        "print(xs)",
    ),
    "dataattr": (
        """\
class P: pass
p=P()
p.xs=[]
q=p.xs
q.append(1)
""",
        "print(p.xs)",
    ),
    "setattr": (
        """\
class P: pass
p=P()
setattr(p,'k',1)
""",
        "print(p.k)",
    ),
    "exec": (
        """\
exec('zz=1')
""",
        "print(zz)",
    ),
    "globals": (
        """\
globals()['zz']=1
""",
        "print(zz)",
    ),
    "continued line": (
        """\
x=1
if x: \
    print('a'); y=2
""",
        "print(y)",
    ),
    "text over lines": (
        """\
x=1
if x:
    print('''a
'''); y=2
    print('b')  # c
""",
        "print(y)",
    ),
    "umlaut": (
        """\
x=1
if x:
    'ä'; print('b')
    y=2; print('ä')
""",
        "print(y)",
    ),
    "nested else": (
        """\
x=0
if x: y=1; print(1)
elif x==0: print(2); y=3
else: y=4
""",
        "print(y)",
    ),
    "one-line loop": (
        """\
y=[]
for i in [1]: print(i); y.append(i)
""",
        "print(y)",
    ),
    "try star of names": (
        """\
y=0
try: print(1); y=int('a')
except ValueError: print(2); y=y+1
finally: print(3)
""",
        "print(y)",
    ),
    "while that never runs": (
        """\
x=3
while False: x=4
""",
        "print(x)",
    ),
    "nested loops": (
        """\
x=3
for i in [1]:
    for j in []:
        x=j
    z=x
""",
        "print(z)",
    ),
    "annotation in an if": (
        """\
x=1
if x:
    x: int
""",
        "print(x)",
    ),
    "del in an if": (
        """\
x=1
y=[2]
if y:
    del x
""",
        "print('x' in globals())",
    ),
    "aug in a class": (
        """\
n=1
class A:
    n+=1
""",
        "print(A.n)",
    ),
    "walrus that may not run": (
        """\
n=1
ok = False and (n:=2)
""",
        "print(n)",
    ),
    "lambda handed over": (
        """\
xs=[[1],[2]]
list(map(lambda x: x.append(0), xs))
""",
        "print(xs)",
    ),
    "function handed over": (
        """\
xs=[[1],[2]]
def f(x): x.append(0)
list(map(f, xs))
""",
        "print(xs)",
    ),
    "another name of a function": (
        """\
log=[]
def f(): log.append(1)
g=f
g()
""",
        "print(log)",
    ),
    "functions in a dict": (
        """\
log=[]
def f(): log.append(1)
table={'f': f}
table['f']()
""",
        "print(log)",
    ),
    "a default that grows": (
        """\
def f(x, seen=[]):
    seen.append(x)
    return seen
f(1)
""",
        "print(f(2))",
    ),
    "an attribute of a function": (
        """\
def f():
    f.calls += 1
f.calls = 0
f()
""",
        "print(f.calls)",
    ),
    "a counter that is printed": (
        """\
def counter():
    n=0
    def up():
        nonlocal n
        n+=1
        return n
    return up
c=counter()
print(c())
""",
        "print(c())",
    ),
    "an object that is called": (
        """\
class C:
    n=0
    def __call__(self):
        self.n+=1
        return self.n
c=C()
print(c())
""",
        "print(c())",
    ),
    "a heap that is printed": (
        """\
import heapq
h=[1,3]
print(heapq.heappop(h))
""",
        "print(h)",
    ),
    "next that is printed": (
        """\
it=iter([1,2])
print(next(it))
""",
        "print(next(it))",
    ),
    "pop that is printed": (
        """\
xs=[1,2]
print(xs.pop())
""",
        "print(xs)",
    ),
    "a generator function": (
        """\
def g():
    yield 1
    yield 2
it=g()
for x in it:
    break
""",
        "print(list(it))",
    ),
    "a generator expression": (
        """\
it=(x for x in [1,2])
print(list(it))
""",
        "print(list(it))",
    ),
    "zip that is gone through": (
        """\
z=zip([1,2],[3,4])
n=len(list(z))
""",
        "print(list(z))",
    ),
    "an iterator of an iterator": (
        """\
a=iter([1,2,3])
b=map(str,a)
x=list(b)
""",
        "print(list(a))",
    ),
    "a generator with an effect": (
        """\
log=[]
def g():
    log.append(1)
    yield 1
it=g()
x=list(it)
""",
        "print(log)",
    ),
    "a method that changes its argument": (
        """\
class C:
    def fill(self, a): a.append(1)
xs=[]
C().fill(xs)
""",
        "print(xs)",
    ),
    "a constructor that changes its argument": (
        """\
class C:
    def __init__(self, a): a.append(1)
xs=[]
c=C(xs)
""",
        "print(xs)",
    ),
    "an object that holds a list": (
        """\
class C:
    def __init__(self, a): self.a=a
    def add(self, x): self.a.append(x)
xs=[]
c=C(xs)
c.add(1)
""",
        "print(xs)",
    ),
    "with an object of the file": (
        """\
log=[]
class C:
    def __enter__(self): return self
    def __exit__(self,*a): log.append(1)
with C():
    pass
""",
        "print(log)",
    ),
    "a base class": (
        """\
log=[]
class A:
    def __init__(self): log.append(1)
class B(A): pass
b=B()
""",
        "print(log)",
    ),
    "a decorator with arguments": (
        """\
seen={}
def reg(name):
    def inner(f):
        seen[name]=f
        return f
    return inner
@reg('a')
def a(): pass
""",
        "print(list(seen))",
    ),
    "a decorator of a class": (
        """\
seen=[]
def reg(c):
    seen.append(c.__name__)
    return c
@reg
class A: pass
""",
        "print(seen)",
    ),
    "dict of names": (
        """\
a=[]
d=dict(k=a)
d['k'].append(1)
""",
        "print(a)",
    ),
    "a list of lists copied": (
        """\
a=[[1]]
b=a.copy()
b[0].append(2)
""",
        "print(a)",
    ),
    "list of values": (
        """\
d={'a':[]}
for v in list(d.values()):
    v.append(1)
""",
        "print(d)",
    ),
    "max of lists": (
        """\
a=[1]
b=[2]
m=max(a,b)
m.append(3)
""",
        "print(b)",
    ),
    "keywords of a function": (
        """\
def f(**kw): kw['a'].append(1)
xs=[]
f(a=xs)
""",
        "print(xs)",
    ),
    "a list that takes in another": (
        """\
a=[[1]]
b=[]
b+=a
b[0].append(2)
""",
        "print(a)",
    ),
    "a part in a tuple": (
        """\
a=[[1],[2]]
x,y=a
x.append(3)
""",
        "print(a)",
    ),
    "setdefault": (
        """\
d={}
x=d.setdefault('a',[])
x.append(1)
""",
        "print(d)",
    ),
    "nested call": (
        """\
xs=[]
def f(a):
    def g(b): b.append(1)
    g(a)
f(xs)
""",
        "print(xs)",
    ),
    "recursion": (
        """\
xs=[]
def f(n, a):
    if n:
        a.append(n)
        f(n-1, a)
f(2, xs)
""",
        "print(xs)",
    ),
    "recursion of two": (
        """\
xs=[]
def f(n):
    if n: g(n-1)
def g(n):
    xs.append(n)
    f(n)
f(2)
""",
        "print(xs)",
    ),
    "insort": (
        """\
import bisect
xs=[1,3]
bisect.insort(xs,2)
""",
        "print(xs)",
    ),
    "shuffle seeded in a function": (
        """\
import random
xs=[1,2,3,4,5]
def mix(a): random.shuffle(a)
random.seed(3)
mix(xs)
""",
        "print(xs)",
    ),
    "sorted by a function with an effect": (
        """\
log=[]
def key(x):
    log.append(x)
    return x
ys=sorted([2,1], key=key)
""",
        "print(log)",
    ),
    "a property": (
        """\
class C:
    n=0
    @property
    def up(self):
        self.n+=1
        return self.n
c=C()
x=c.up
""",
        "print(c.n)",
    ),
    "an operator": (
        """\
class C:
    def __init__(self): self.n=0
    def __iadd__(self, o):
        self.n+=o
        return self
    def __lshift__(self, o):
        self.n+=o
c=C()
x=c << 2
c+=1
""",
        "print(c.n)",
    ),
    "loop after loop": (
        """\
a=[1]
b=[[2]]
for x in b:
    x.append(1)
for x in [a]:
    x.append(5)
""",
        "print(a)",
    ),
    "a loop variable used later": (
        """\
b=[[1],[2]]
for x in b:
    pass
x.append(3)
""",
        "print(b)",
    ),
    "a star target": (
        """\
a=[[1],[2]]
first,*rest=a
rest[0].append(3)
""",
        "print(a)",
    ),
    "async names": (
        """\
import asyncio
log=[]
async def f(): log.append(1)
asyncio.run(f())
""",
        "print(log)",
    ),
    "thread": (
        """\
import threading
log=[]
def f(): log.append(1)
t=threading.Thread(target=f)
t.start()
t.join()
""",
        "print(log)",
    ),
    "deleted by slice": (
        """\
a=[1,2,3]
b=a
del b[:2]
""",
        "print(a)",
    ),
    "the match of a part": (
        """\
a=[[1]]
match a:
    case [x]: x.append(2)
""",
        "print(a)",
    ),
}


def needed(above: str, block: str) -> str:
    """Return the lines that a block needs of those above it."""
    first = above.count("\n") + 3
    text = f"{above}\n{BLOCK}{block}\n"
    return closure(text, first, first + block.count("\n")).text


def printed(*parts: str) -> str:
    """Return what the last of some parts of a program prints.

    They run in a thread of their own: a browser's event loop may run in this one.
    """
    names = {"__name__": "__main__"}

    def run(part: str) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(part, "part", "exec", dont_inherit=True), names)
        return out.getvalue()

    with ThreadPoolExecutor(1) as thread:
        return list(thread.map(run, parts))[-1]


@pytest.mark.parametrize("name", CASES)
def test_a_block_gets_what_it_needs_and_nothing_else(name: str) -> None:
    above, block, wanted = CASES[name]
    assert needed(above, block) == wanted.rstrip("\n")


@pytest.mark.parametrize("name", [n for n, c in CASES.items() if "keras" not in c[0]])
def test_a_block_prints_the_same_with_less_above_it(name: str) -> None:
    above, block, _ = CASES[name]
    if "import fast" in above or "go()" in block:
        above = above.replace("fast", "math").replace("slow", "cmath")
        block = "print(m.sqrt(4))"
    assert printed(needed(above, block) + "\n" + block) == printed(above, block)


@pytest.fixture
def left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what the programs set in Python itself."""
    monkeypatch.setenv("QQ", "")
    monkeypatch.setattr(sys, "path", [*sys.path])


def shown_alone(above: str, block: str) -> list[str]:
    """Return what a block shows in the file, and what it shows as a copy."""
    limit = sys.getrecursionlimit()
    shown = []
    for before in (above, needed(above, block)):
        os.environ.pop("QQ", None)
        sys.path[:] = [place for place in sys.path if place != "/zz"]
        math.__dict__.pop("tau2", None)
        shown.append(printed(f"{before}\nprint('|')\n{block}").rpartition("|")[2])
        sys.setrecursionlimit(limit)
    math.__dict__.pop("tau2", None)
    return shown


@pytest.mark.usefixtures("left_as_it_was")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_copy_shows_what_the_whole_file_shows(name: str) -> None:
    file, copy = shown_alone(*PROGRAMS[name])
    assert copy == file
